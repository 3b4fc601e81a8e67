"""What access does on hearing news: make page pictures, make a stored dossier searchable."""

from __future__ import annotations

from khoso.engines import jobs
from khoso.kernel.news import Listener, News
from khoso.stages.digitisation.events import FileChecked
from khoso.stages.packages.events import PackageStored


def on_file_checked(item: FileChecked) -> None:
    jobs.enqueue("access.make_pictures", file_id=item.file_id, once=f"pictures:{item.file_id}")


def on_package_stored(item: PackageStored) -> None:
    jobs.enqueue("access.index_dossier", dossier_id=item.dossier_id, lock="index", once=f"index:{item.dossier_id}")


LISTENS: list[tuple[type[News], Listener]] = [(FileChecked, on_file_checked), (PackageStored, on_package_stored)]
