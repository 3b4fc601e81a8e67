"""What recognition does on hearing news: read what passed the check, compare when a dossier is read."""

from __future__ import annotations

from khoso.engines import jobs
from khoso.kernel.news import Listener, News
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.digitisation.events import FileChecked
from khoso.stages.recognition.events import FileRead


def on_file_checked(item: FileChecked) -> None:
    file = digitisation.file(item.file_id)
    if file.is_readable:
        jobs.enqueue("recognition.read_file", file_id=item.file_id, once=f"read:{item.file_id}:{file.sha256[:16]}")


def on_file_read(item: FileRead) -> None:
    if item.dossier_id:
        jobs.enqueue("recognition.compare_dossier", dossier_id=item.dossier_id, once=f"compare:{item.dossier_id}")


LISTENS: list[tuple[type[News], Listener]] = [(FileChecked, on_file_checked), (FileRead, on_file_read)]
