"""What recognition does on hearing news: read what passed the check, compare when a dossier is read."""

from __future__ import annotations

from khoso.kernel.news import Listener, News
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.digitisation.events import FileChecked
from khoso.stages.recognition import actions
from khoso.stages.recognition.events import FileRead


def on_file_checked(item: FileChecked) -> None:
    file = digitisation.file(item.file_id)
    if file.is_readable:
        actions.ask_for_reading(file)


def on_file_read(item: FileRead) -> None:
    if item.dossier_id:
        actions.ask_for_comparison(item.dossier_id)


LISTENS: list[tuple[type[News], Listener]] = [(FileChecked, on_file_checked), (FileRead, on_file_read)]
