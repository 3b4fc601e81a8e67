"""What access does on hearing news: make page pictures, make a stored dossier searchable."""

from __future__ import annotations

from khoso.kernel.news import Listener, News
from khoso.stages.access import actions
from khoso.stages.digitisation.events import FileChecked
from khoso.stages.packages.events import PackageStored


def on_file_checked(item: FileChecked) -> None:
    actions.ask_for_pictures(item.file_id)


def on_package_stored(item: PackageStored) -> None:
    actions.ask_to_index(item.dossier_id)


LISTENS: list[tuple[type[News], Listener]] = [(FileChecked, on_file_checked), (PackageStored, on_package_stored)]
