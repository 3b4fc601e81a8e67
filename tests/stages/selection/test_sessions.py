"""A session of the council from the invitation to the minutes; each way it may not go."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.stages.selection import council

from khoso.engines import blobs
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock, news
from khoso.stages.selection.proposing import deciding
from khoso.stages.selection.queries import is_approved

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S5"), pytest.mark.luat("KH 82 III.2.b")]


@pytest.fixture(autouse=True)
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[news.News]]:
    told: list[news.News] = []
    monkeypatch.setattr(news, "_deliver", told.append)
    blobs.use(blobs.MemoryBlobs()) if hasattr(blobs, "MemoryBlobs") else None
    yield told


def test_a_list_goes_from_the_draft_over_the_council_to_the_heads_decision(
    commune: Agency, house: list[news.News]
) -> None:
    people = council.commune_of(commune)
    one = council.proposed(people, 1, 2, 3)
    session = council.closed(people, one)
    one.refresh_from_db()
    assert (one.state, session.state) == ("assessed", "closed")
    assert not is_approved(one.entries.get(number="1").dossier_id)
    done = deciding.approve(one, number="12/QĐ-UBND", issued_on=clock.today(), by=people.head)
    assert (done.state, done.decision_number, len(done.frozen_digest)) == ("approved", "12/QĐ-UBND", 64)
    assert [one.payload() for one in house if type(one).__name__ == "ListApproved"] == [{"list_id": one.pk}]
    assert is_approved(one.entries.get(number="1").dossier_id)
