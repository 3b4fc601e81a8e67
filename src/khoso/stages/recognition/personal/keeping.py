"""Keeping the marks of a reading; what a person said of a mark outlives the next reading of the same page."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from khoso.stages.recognition.compute.reading import PersonalPlace
from khoso.stages.recognition.models import PersonalMark, Reading
from khoso.stages.recognition.personal.rules import is_same_place


def keep_marks(reading: Reading, places: Sequence[tuple[int, PersonalPlace]], *, is_new_scan: bool = False) -> None:
    """The machine's marks anew: those nobody looked at go, those somebody judged or drew stay. Call in a transaction.

    On a new scan what a person called none goes too: it was said of another image, and would leave open what stands
    there now. What a person called right or drew stays beside the machine's: too much is covered, not too little.

    # Luật: NĐ 13/2023/NĐ-CP Đ.2.3–2.4
    """
    reading.personal_marks.filter(Q(is_right=None) | Q(is_right=False) if is_new_scan else Q(is_right=None)).delete()
    judged = [] if is_new_scan else list(reading.personal_marks.all())
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
