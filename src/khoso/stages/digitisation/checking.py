"""Asking for the check of files, and checking those that wait: small files go together, large ones alone.

A page image of some kilobytes is read in milliseconds; a job and a process for each cost many times that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from khoso.engines import blobs, jobs
from khoso.stages.digitisation import queries, states
from khoso.stages.digitisation.models import DeliveryFile

if TYPE_CHECKING:
    from khoso.stages.digitisation.compute import FileCheck

MOST_TOGETHER = 32
MOST_BYTES = 2 * 2**20


def ask_for_checks(files: Iterable[DeliveryFile]) -> None:
    """Ask for the check of files of one delivery, in the present transaction."""
    for group in _groups(files):
        told = "".join(f"{file.pk}{file.sha256}" for file in group)
        once = f"check:{group[0].pk}:{hashlib.sha256(told.encode()).hexdigest()[:16]}"
        jobs.enqueue("digitisation.check_file", file_id=",".join(str(file.pk) for file in group), once=once)


def _groups(files: Iterable[DeliveryFile]) -> Iterator[list[DeliveryFile]]:
    group: list[DeliveryFile] = []
    size = 0
    for file in files:
        if group and (len(group) == MOST_TOGETHER or size + file.size > MOST_BYTES):
            yield group
            group, size = [], 0
        group.append(file)
        size += file.size
    if group:
        yield group


def waiting_of(file_id: str) -> list[DeliveryFile]:
    """The files a job names that still wait for their check, in the order it names them."""
    asked = file_id.split(",")
    found = {str(file.pk): file for file in DeliveryFile.objects.filter(pk__in=asked, state=states.REGISTERED)}
    return [found[one] for one in asked if one in found]


def checked(files: list[DeliveryFile]) -> list[FileCheck]:
    """What the check says of each of these files of one delivery.

    Each file is only ever opened in a limited process. Raises KhosoError when a file cannot be checked.
    """
    from khoso.stages.digitisation.compute import check_together
    from khoso.stages.digitisation.compute.profile import profile_of

    places: list[tuple[Any, str]] = [(blobs.store().path_of(file.sha256), file.path) for file in files]
    assert all(place is not None for place, _ in places)
    return check_together(places, profile_of(queries.profile_code(files[0])))
