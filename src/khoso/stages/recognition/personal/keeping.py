"""Keeping the marks of a reading; what a person said of a mark outlives the next reading of the same page."""

from __future__ import annotations

from collections.abc import Sequence

from khoso.stages.recognition.compute.reading import PersonalPlace
from khoso.stages.recognition.models import PersonalMark, Reading
from khoso.stages.recognition.personal.rules import is_same_place


def keep_marks(reading: Reading, places: Sequence[tuple[int, PersonalPlace]]) -> None:
    """The machine's marks anew: those nobody looked at go, those somebody judged or drew stay. Call in a transaction.

    # Luật: NĐ 13/2023/NĐ-CP Đ.2.3–2.4
    """
    reading.personal_marks.filter(is_right=None).delete()
    judged = list(reading.personal_marks.all())
    PersonalMark.objects.bulk_create(
        PersonalMark(
            reading=reading,
            page=page,
            kind=place.kind,
            box=list(place.box),
            confidence=min(1.0, max(0.0, place.confidence)),
        )
        for page, place in places
        if not any(
            mark.page == page and mark.kind == place.kind and is_same_place(mark.box, place.box) for mark in judged
        )
    )
