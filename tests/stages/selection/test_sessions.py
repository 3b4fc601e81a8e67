"""A session of the council from the invitation to the minutes; each way it may not go."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from tests.stages.selection import council
from tests.stages.selection.council import Commune

from khoso.engines import blobs
from khoso.foundation.identity.models import Agency
from khoso.instruments.approvals.errors import BallotRefused
from khoso.kernel import clock, news
from khoso.kernel.states import WrongState
from khoso.stages.programme.bodies.actions import dissolve_body, end_member, hand_over_chair
from khoso.stages.programme.models import Meeting
from khoso.stages.selection.models import CouncilSession, SelectionList
from khoso.stages.selection.proposing import actions as lists
from khoso.stages.selection.sessions import actions as sessions
from khoso.stages.selection.sessions.closing import close_session
from khoso.stages.selection.sessions.errors import SessionNotAllowed, SessionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S5"), pytest.mark.luat("KH 82 III.2.b")]


@pytest.fixture
def people(commune: Agency, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commune:
    monkeypatch.setattr(news, "_deliver", lambda item: None)
    blobs.use(tmp_path / "blobs")
    return council.commune_of(commune)


def word_text(digest: str) -> str:
    with blobs.store().open(digest) as kept:
        document = Document(BytesIO(kept.read()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_the_council_passes_a_list_and_its_minutes_say_everything(people: Commune) -> None:
    one = council.proposed(people, 1, 2, 3)
    session = council.opened(people, one, {"Lê Thị Mẫu": "đi công tác"})
    council.all_say(people, session, "yes", "Rất cần")
    sessions.note(session, discussion="Bàn về số trang.", conclusion="", by=people.chair)
    done = close_session(session, conclusion="Nhất trí.", minutes_number="07/BB-HĐRS", by=people.secretary)
    one.refresh_from_db()
    assert (done.state, one.state, done.ballot.state) == ("closed", "assessed", "passed")  # type: ignore[union-attr]
    said = word_text(done.minutes_docx)
    for words in (
        "BIÊN BẢN",
        "07/BB-HĐRS",
        "Phòng họp",
        "Có mặt: 3/4",
        "đi công tác",
        "Bàn về số trang.",
        "Rất cần",
        "đồng ý 3, không đồng ý 0",
        "Nhất trí.",
        "CHỦ TỌA",
        "THƯ KÝ",
        "Danh mục năm 2026",
        "Hồ sơ số 2",
    ):
        assert words in said, words
    with blobs.store().open(done.minutes_pdf) as kept:
        assert kept.read(5) == b"%PDF-"


def test_the_session_stands_in_the_books_of_the_body(people: Commune) -> None:
    session = council.called(people, council.proposed(people))
    coming = Meeting.objects.get(body=people.body)
    assert (coming.held_on, coming.present) == (clock.today(), [])
    sessions.open_session(session, {}, by=people.secretary)
    council.all_say(people, session)
    close_session(session, conclusion="Nhất trí.", minutes_number="01/BB-HĐRS", by=people.secretary)
    held = Meeting.objects.get(body=people.body)
    assert (len(held.present), held.number, held.conclusion) == (4, "01/BB-HĐRS", "Nhất trí.")
    assert held.minutes is not None and blobs.store().exists(held.minutes.sha256)


def test_minutes_are_not_made_twice(people: Commune) -> None:
    session = council.closed(people, council.proposed(people))
    before = (session.minutes_docx, session.minutes_pdf)
    with pytest.raises(WrongState):
        close_session(session, conclusion="Khác.", minutes_number="02/BB-HĐRS", by=people.secretary)
    with pytest.raises(SessionRefused):
        sessions.note(session, discussion="", conclusion="Khác", by=people.secretary)
    session.refresh_from_db()
    assert (session.minutes_docx, session.minutes_pdf, session.conclusion) == (*before, "Thống nhất.")


def test_what_the_council_does_not_want_goes_back_with_its_conclusion(people: Commune) -> None:
    one = council.proposed(people)
    council.closed(people, one, "no", "Chưa cần")
    one.refresh_from_db()
    assert one.state == "returned"
    assert one.returned_reason == "Hội đồng không thông qua (biên bản 01/BB-HĐRS): Thống nhất."
    assert lists.propose(one, by=people.clerk).state == "proposed"


def test_a_tie_does_not_pass(people: Commune) -> None:
    one = council.proposed(people)
    session = council.opened(people, one)
    for name, vote in (("chutich", "yes"), ("pho", "yes"), ("thuky", "no")):
        sessions.say(session, council.electors(session)[f"Người {name}"], vote, "Lý do", by=people.secretary)
    sessions.say(session, council.electors(session)["Lê Thị Mẫu"], "no", "Lý do", by=people.secretary)
    close_session(session, conclusion="Chưa.", minutes_number="01/BB-HĐRS", by=people.secretary)
    one.refresh_from_db()
    assert one.state == "returned"


def test_a_majority_strikes_a_dossier_out_and_a_minority_does_not(people: Commune) -> None:
    one = council.proposed(people, 1, 2, 3)
    session = council.opened(people, one)
    out, kept = one.entries.get(number="1"), one.entries.get(number="2")
    there = council.electors(session)
    chair, deputy, secretary = (there[f"Người {name}"] for name in ("chutich", "pho", "thuky"))
    with pytest.raises(SessionRefused, match="lý do"):
        sessions.say(session, chair, "yes", "", entry=out, by=people.chair)
    sessions.say(session, chair, "yes", "Đang thanh tra", entry=out, by=people.chair)
    sessions.say(session, deputy, "yes", entry=out, by=people.deputy)
    sessions.say(session, secretary, "yes", entry=out, by=people.secretary)
    sessions.say(session, deputy, "yes", "Chưa rõ", entry=kept, by=people.deputy)
    sessions.say(session, chair, "no", entry=kept, by=people.chair)
    council.all_say(people, session)
    close_session(session, conclusion="Nhất trí.", minutes_number="01/BB-HĐRS", by=people.secretary)
    told = list(one.entries.order_by("number").values_list("number", "is_struck", "struck_reason"))
    assert told == [("1", True, "Đang thanh tra"), ("2", False, ""), ("3", False, "")]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("no council", "chưa có Hội đồng rà soát đang hoạt động"),
        ("dissolved", "chưa có Hội đồng rà soát đang hoạt động"),
        ("too few", "đang có 2 thành viên, cần ít nhất 3"),
        ("proposer chairs", "vừa trình danh mục vừa là Chủ tịch"),
    ],
)
def test_a_council_that_cannot_sit_is_told_what_to_do(people: Commune, change: str, says: str) -> None:
    one = council.proposed(people)
    day = clock.today()
    if change == "no council":
        people.body.members.all().delete()
        people.body.delete()
    elif change == "dissolved":
        dissolve_body(people.body, day, "09/QĐ", by=people.head)
    elif change == "too few":
        for member in people.body.members.filter(duty__in=["deputy", "member"]):
            end_member(member, last_day=day - timedelta(1), by=people.head)
    else:
        member = people.body.members.get(duty="member")
        member.person = people.clerk
        member.save()
        hand_over_chair(people.body, member, from_day=day, by=people.head)
    with pytest.raises(SessionRefused, match=says):
        council.called(people, one)
    assert not CouncilSession.objects.exists()


def test_too_few_in_the_room_begin_nothing(people: Commune) -> None:
    session = council.called(people, council.proposed(people))
    there = council.electors(session)
    away = {there[name].pk: "ốm" for name in ("Người pho", "Lê Thị Mẫu")}
    with pytest.raises(BallotRefused, match="có mặt 2/4, cần ít nhất 3"):
        sessions.open_session(session, away, by=people.secretary)
    session.refresh_from_db()
    assert (session.state, session.ballot.state) == ("called", "called")  # type: ignore[union-attr]


def test_nobody_to_chair_begins_nothing(people: Commune) -> None:
    people.body.members.filter(duty="deputy").update(duty="member")
    session = council.called(people, council.proposed(people))
    with pytest.raises(SessionRefused, match="không có người chủ trì"):
        sessions.open_session(session, {council.electors(session)["Người chutich"].pk: "ốm"}, by=people.secretary)


def test_nothing_ends_without_a_conclusion_a_number_and_every_word(people: Commune) -> None:
    session = council.opened(people, council.proposed(people))
    for conclusion, number, says in (("", "01/BB", "kết luận"), ("Nhất trí.", " ", "số của biên bản")):
        with pytest.raises(SessionRefused, match=says):
            close_session(session, conclusion=conclusion, minutes_number=number, by=people.secretary)
    with pytest.raises(BallotRefused, match="chưa có ý kiến"):
        close_session(session, conclusion="Nhất trí.", minutes_number="01/BB", by=people.secretary)
    session.refresh_from_db()
    assert (session.state, session.minutes_pdf) == ("opened", "")


def _lead(move: str, session: CouncilSession, by: Any) -> None:
    match move:
        case "open":
            sessions.open_session(session, {}, by=by)
        case "record":
            sessions.say(session, council.electors(session)["Lê Thị Mẫu"], "yes", by=by)
        case "note":
            sessions.note(session, discussion="", conclusion="", by=by)
        case "close":
            close_session(session, conclusion="Nhất trí.", minutes_number="01/BB", by=by)
        case "cancel":
            sessions.cancel_session(session, "Hoãn", by=by)


@pytest.mark.parametrize("move", ["open", "record", "note", "close", "cancel"])
def test_only_who_leads_the_council_leads_the_session(people: Commune, move: str) -> None:
    one = council.proposed(people)
    session = council.called(people, one) if move == "open" else council.opened(people, one)
    for stranger in (people.clerk, people.head):
        with pytest.raises(SessionNotAllowed):
            _lead(move, session, stranger)


def test_a_proposer_who_is_secretary_writes_down_nobody_elses_vote(people: Commune) -> None:
    people.body.members.filter(duty="secretary").update(person=people.clerk)
    one = council.proposed(people)
    at = clock.now() + timedelta(hours=1)
    session = sessions.call_session(one, starts_at=at, place="Phòng họp", by=people.clerk)
    sessions.open_session(session, {}, by=people.clerk)
    with pytest.raises(SessionNotAllowed, match="không ghi thay"):
        sessions.say(session, council.electors(session)["Lê Thị Mẫu"], "yes", by=people.clerk)


def test_a_session_called_off_leaves_the_list_proposed_and_the_calendar_free(people: Commune) -> None:
    one = council.proposed(people)
    session = council.called(people, one)
    with pytest.raises(SessionRefused, match="đã có phiên họp"):
        council.called(people, one)
    with pytest.raises(SessionRefused, match="lý do"):
        sessions.cancel_session(session, " ", by=people.secretary)
    sessions.cancel_session(session, "Chủ tịch ốm", by=people.secretary)
    one.refresh_from_db()
    assert (one.state, Meeting.objects.filter(body=people.body).count()) == ("proposed", 0)
    assert council.called(people, one).state == "called"


def test_a_dissolved_councils_session_is_only_called_off(people: Commune) -> None:
    session = council.opened(people, council.proposed(people))
    dissolve_body(people.body, clock.today(), "09/QĐ", by=people.head)
    with pytest.raises(SessionRefused, match="đã giải thể"):
        close_session(session, conclusion="Nhất trí.", minutes_number="01/BB", by=people.secretary)
    sessions.cancel_session(session, "Hội đồng giải thể", by=people.clerk)
    assert SelectionList.objects.get(pk=session.list_id).state == "proposed"
