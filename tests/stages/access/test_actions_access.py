"""What was drawn and listed, and of which bytes."""

from __future__ import annotations

import pytest
from tests.line import Line

from khoso.foundation.audit.models import AuditEntry
from khoso.stages.access import queries
from khoso.stages.access.actions import Picture, record_pictures, record_search
from khoso.stages.access.models import IndexedDossier, ReadableItem
from khoso.stages.digitisation.models import DeliveryFile

pytestmark = pytest.mark.django_db


def test_a_picture_of_a_scan_that_was_replaced_is_shown_to_nobody(line: Line) -> None:
    ReadableItem.objects.all().delete()
    item = line.items[0]
    file = DeliveryFile.objects.get(item=item)
    assert [page.number for page in queries.pages_of(item.pk)] == [1]
    DeliveryFile.objects.filter(pk=file.pk).update(sha256="b" * 64)
    assert (queries.pages_of(item.pk), queries.readable_page(item.pk, 1)) == ([], None)
    assert queries.items_with_pictures([item.pk]) == set()
    record_pictures(file.pk, [Picture(1, 100, 200, "c" * 64)], source_sha256="b" * 64)
    assert [page.picture_sha256 for page in queries.pages_of(item.pk)] == ["c" * 64]


def test_a_picture_drawn_from_bytes_replaced_meanwhile_stands_for_nothing(line: Line) -> None:
    ReadableItem.objects.all().delete()
    item = line.items[0]
    record_pictures(DeliveryFile.objects.get(item=item).pk, [Picture(1, 1, 1, "c" * 64)], source_sha256="b" * 64)
    assert queries.pages_of(item.pk) == []


def test_the_index_is_made_again_from_the_package_with_the_same_pages(line: Line) -> None:
    from khoso.stages.access.jobs import index_dossier

    before = [(page.number, page.text) for item in line.items for page in queries.pages_of(item.pk)]
    ReadableItem.objects.all().delete()
    IndexedDossier.objects.all().delete()
    index_dossier(str(line.dossier.pk))
    assert [(page.number, page.text) for item in line.items for page in queries.pages_of(item.pk)] == before
    assert queries.indexed([line.dossier.pk]) == {line.dossier.pk}


@pytest.mark.luat("KH 82 III.1.c")
def test_a_search_is_on_record_with_what_was_asked_and_how_much_was_found(line: Line) -> None:
    record_search("x" * 300, 7)
    entry = AuditEntry.objects.get(verb="access.search.run")
    assert (entry.subject_id, entry.details) == ("x" * 200, {"total": 7})
