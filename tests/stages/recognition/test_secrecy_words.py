"""Marks of secrecy among the words: what is one, what only looks like one, and where the file goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.house import House
from tests.stages.recognition.test_actions_recognition import Desk, desk_with
from tests.stages.recognition.test_personal_places import page_of

from khoso.engines import blobs
from khoso.foundation.identity.models import Agency
from khoso.stages.digitisation import actions as digitisation
from khoso.stages.digitisation import queries as digitisation_queries
from khoso.stages.digitisation.models import DeliveryFinding, QuarantineCase
from khoso.stages.digitisation.quarantine import keeping
from khoso.stages.recognition import jobs, queries
from khoso.stages.recognition.compute.apart import Apart
from khoso.stages.recognition.compute.reading import FileReading
from khoso.stages.recognition.compute.secrecy import marks_on
from khoso.stages.recognition.models import PageText, ProposedField, Reading

pytestmark = [pytest.mark.mission("S3"), pytest.mark.luat("KH 82 II")]
ORDINARY = "Báo cáo tình hình công tác quý một của xã Mẫu An năm ấy"


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("MẬT", "MẬT"),
        ("TỐI MẬT", "TỐI MẬT"),
        ("TUYỆT MẬT", "TUYỆT MẬT"),
        ("Độ mật: MẬT", "MẬT"),
        ("Độ mật: Tối mật", "TỐI MẬT"),
        ("TÀI LIỆU MẬT", "MẬT"),
        ("GIẢI MẬT", "GIẢI MẬT"),
        ("MẶT", None),
        ("BẢO MẬT", None),
        ("BÍ MẬT NHÀ NƯỚC", None),
        ("Mật khẩu", None),
        ("tài liệu mật do cấp trên quy định", None),
        ("Độ mật: Không", None),
        ("Độ mật: Mật, Tối mật, Tuyệt mật", None),
    ],
)
def test_a_line_of_the_head(line: str, mark: str | None) -> None:
    page = page_of(line, ORDINARY, ORDINARY)
    assert [one.mark for one in marks_on(page)] == ([mark] if mark else [])


def test_a_lone_word_far_below_the_head_is_no_mark_but_two_words_are() -> None:
    assert list(marks_on(page_of(*[ORDINARY] * 30, "MẬT"))) == []
    assert [one.mark for one in marks_on(page_of(*[ORDINARY] * 30, "TUYỆT MẬT"))] == ["TUYỆT MẬT"]


def test_a_declassified_mark_is_told_apart() -> None:
    (mark,) = marks_on(page_of("GIẢI MẬT", ORDINARY))
    assert mark.is_declassified


@pytest.fixture
def desk(house: House, commune: Agency, tmp_path: Path) -> Desk:
    return desk_with(commune, tmp_path, "person")


def read_as(desk: Desk, monkeypatch: pytest.MonkeyPatch, *lines: str, sha256: str = "") -> None:
    """Run the job of reading with these lines as what the engine read."""
    stored = blobs.store().put_bytes(b"%PDF-1.4 a page")
    if desk.file.sha256 != stored.sha256:
        desk.file.sha256 = stored.sha256
        desk.file.save(update_fields=["sha256"])
    reading = FileReading("hs/1.pdf", (page_of(*lines),), (), "tesseract 5")
    monkeypatch.setattr(jobs, "run_limited", lambda target, *args, **kwargs: None)
    monkeypatch.setattr(jobs, "read_apart", lambda pages, shown_as: Apart(reading))
    jobs.read_one_file(str(desk.file.pk))


@pytest.mark.django_db
def test_a_file_with_a_mark_is_put_away_and_nothing_of_its_text_is_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_as(desk, monkeypatch, "Độ mật: TUYỆT MẬT", "Nội dung không ai được đọc")
    desk.file.refresh_from_db()
    assert desk.file.state == "quarantined"
    assert (Reading.objects.count(), PageText.objects.count(), ProposedField.objects.count()) == (0, 0, 0)
    assert queries.reading_of(desk.file.pk) is None
    case = QuarantineCase.objects.get()
    assert [(one["code"], one["page"]) for one in case.findings] == [("page.secrecy_mark", 1)]
    assert "Nội dung" not in str(case.findings)
    # Everybody else is told one thing only.
    assert [row.code for row in DeliveryFinding.objects.filter(file=desk.file)] == ["file.in_review"]


@pytest.mark.django_db
def test_what_the_officer_released_is_not_put_away_again(desk: Desk) -> None:
    case = keeping.put_away(desk.file, [], pages=1)
    assert digitisation.put_away_read(desk.file.pk, sha256=desk.file.sha256, findings=[]) is True
    QuarantineCase.objects.filter(pk=case.pk).update(decision="release", decided_at="2026-01-01T00:00:00+07:00")
    desk.file.state = "checked"
    desk.file.save(update_fields=["state"])
    assert digitisation.put_away_read(desk.file.pk, sha256=desk.file.sha256, findings=[]) is False
    assert digitisation_queries.file(desk.file.pk).state == "checked"


@pytest.mark.django_db
def test_other_bytes_than_the_delivered_ones_put_nothing_away(desk: Desk) -> None:
    assert digitisation.put_away_read(desk.file.pk, sha256="f" * 64, findings=[]) is True
    assert digitisation_queries.file(desk.file.pk).state == "checked"
