"""Twins are found by every kind of sign, innocent neighbours are not, and secrets are never compared."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection
from tests.house import House

from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.catalogue import actions, queries
from khoso.stages.catalogue.likeness import jobs, keeping
from khoso.stages.catalogue.models import (
    CommonKey,
    Dossier,
    Fingerprint,
    FingerprintDue,
    Fonds,
    Item,
    TwinPair,
)

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S6")]

TITLE = "Hồ sơ xây dựng cầu Rạch Tre và đường vào trạm bơm Bến Sắn"


@pytest.fixture
def ours(house: House, commune: Agency) -> Fonds:
    return actions.register_fonds(commune, code="P01", title="Ủy ban nhân dân xã Mẫu")


@pytest.fixture
def theirs(house: House, neighbour: Agency) -> Fonds:
    return actions.register_fonds(neighbour, code="P01", title="Ủy ban nhân dân xã Bên")


_running = iter(range(1, 10_000))


def dossier(fonds: Fonds, title: str = "", **fields: Any) -> Dossier:
    """A dossier that looks like no other but in what is said of it."""
    number = next(_running)
    return actions.register_dossier(
        fonds, number=f"{number}", year=1987, title=title or f"Kho tàng thứ {number * 7919} vô danh", **fields
    )


def item(of: Dossier, subject: str = "", **fields: Any) -> Item:
    return actions.register_item(of, ordinal=next(_running), subject=subject, **fields)


def compared(one: Dossier) -> list[tuple[Any, list[str]]]:
    """The twins of a dossier with the reasons in words, once everything is compared."""
    jobs.compare_dossiers()
    assert queries.not_compared([one.pk]) == set()
    return [(twin.dossier.pk, [reason.text for reason in twin.reasons]) for twin in queries.twins_of([one.pk])[one.pk]]


def test_the_code_of_the_paper_tells_a_dossier_however_it_is_punctuated(ours: Fonds, theirs: Fonds) -> None:
    one = dossier(ours, paper_reference_code="H09.12.K1/G3/H15.0042")
    other = dossier(theirs, paper_reference_code="h09-12.K1.G3.H15/0042")
    expected = ["cùng mã hồ sơ giấy H09.12.K1.G3.H15.0042"]
    assert compared(one) == [(other.pk, expected)]
    assert [twin.dossier.pk for twin in queries.twins_of([other.pk])[other.pk]] == [one.pk]


def test_short_numbers_are_no_identifiers(ours: Fonds, theirs: Fonds) -> None:
    one = dossier(ours, paper_reference_code="HS 5")
    dossier(theirs, paper_reference_code="HS5")
    assert compared(one) == []


def test_the_identifier_of_a_document_tells_it(ours: Fonds, theirs: Fonds) -> None:
    one, other = dossier(ours), dossier(theirs)
    item(one, identifier="H09.12.2019.0000123")
    item(other, identifier="H09.12.2019.0000123")
    assert compared(one) == [(other.pk, ["1 trên 1 tài liệu cùng mã định danh"])]


@pytest.mark.parametrize(
    ("mine", "theirs_said"),
    [
        (("12", "QĐ-UBND", "Ủy ban nhân dân tỉnh Sông Bé"), ("012", "QD - UB", "UBND tỉnh Sông Bé")),
        (("12", "QĐ-UBND", "UBND tỉnh Sông Bé"), ("12/QĐ-UBND", "", "")),
        (("12", "QĐ-UBND", "UBND tỉnh Sông Bé"), ("12", "1987/QĐ-UBND", "uy ban nhan dan tinh Song Be")),
    ],
)
def test_number_notation_issuer_and_day_tell_a_document(
    ours: Fonds, theirs: Fonds, mine: tuple[str, ...], theirs_said: tuple[str, ...]
) -> None:
    one, other = dossier(ours), dossier(theirs)
    for of, (number, notation, issuer) in ((one, mine), (other, theirs_said)):
        item(of, number=number, notation=notation, issuer=issuer, issued_date="1987-01-05")
    assert compared(one) == [(other.pk, ["cùng số 12/QĐ-UBND ngày 05/01/1987"])]


@pytest.mark.parametrize(
    "changed",
    [
        {"number": "13"},
        {"issued_date": "1988-01-05"},
        {"issuer": "Ủy ban nhân dân huyện Bến Cát"},
        {"notation": "TB-UBND", "issuer": "Ủy ban nhân dân huyện Bến Cát"},
    ],
)
def test_another_number_year_or_issuer_is_another_document(ours: Fonds, theirs: Fonds, changed: dict[str, str]) -> None:
    said = {"number": "12", "notation": "QĐ-UBND", "issued_date": "1987-01-05", "issuer": "UBND tỉnh Sông Bé"}
    one, other = dossier(ours), dossier(theirs)
    item(one, "Về việc giao đất xây trường Phú Lợi", **said)
    item(other, "Về việc giao đất xây trường Phú Lợi", **said | changed)
    assert compared(one) == []


@pytest.mark.parametrize(
    "written",
    [
        "HO SO XAY DUNG CAU RACH TRE VA DUONG VAO TRAM BOM BEN SAN",
        "Hồ sơ đường vào trạm bơm Bến Sắn và xây dựng cầu Rạch Tre",
        "Hồ sơ xây dưng cầu Rạch Tree và đường vào trạm bơm Bến Sắn",
        "Hồ sơ xây dựng cầu Rạch Tre, đường vào trạm bơm ở Bến Sắn",
    ],
)
def test_a_title_is_known_again_without_accents_in_another_order_with_slips(
    ours: Fonds, theirs: Fonds, written: str
) -> None:
    one, other = dossier(ours, TITLE), dossier(theirs, written)
    assert [pk for pk, _reasons in compared(one)] == [other.pk]


@pytest.mark.parametrize(
    ("mine", "theirs_said"),
    [
        ("Báo cáo kiểm kê rừng Minh Thạnh năm 2010", "Báo cáo kiểm kê rừng Minh Thạnh năm 2011"),
        ("Nhật ký thi công trạm bơm số 3 Bến Sắn", "Nhật ký thi công trạm bơm số 4 Bến Sắn"),
        ("Hồ sơ hưởng trợ cấp một lần của ông Lê Văn Mẫu", "Hồ sơ hưởng trợ cấp một lần của ông Lê Văn Mẩn"),
        ("Địa giới hành chính và mốc giới xã Thanh An", "Địa giới hành chính và mốc giới xã Minh Tân"),
    ],
)
def test_another_year_number_person_or_place_is_another_dossier(
    ours: Fonds, theirs: Fonds, mine: str, theirs_said: str
) -> None:
    one, _other = dossier(ours, mine), dossier(theirs, theirs_said)
    assert compared(one) == []


def test_a_title_every_archive_has_is_no_sign_by_itself(ours: Fonds, theirs: Fonds) -> None:
    one, other = dossier(ours, "Tập lưu công văn đi năm 1987"), dossier(theirs, "Tập lưu công văn đi năm 1987")
    assert compared(one) == []
    for of in (one, other):
        item(of, number="7", notation="CV-UB", issued_date="1987-02-03", issuer="UBND huyện Bến Cát")
    reasons = compared(one)[0][1]
    assert reasons == ["cùng số 7/CV-UB ngày 03/02/1987", "tiêu đề giống 100%"]


def test_pages_a_few_bits_apart_are_one_page_however_few_keys_they_share(ours: Fonds, theirs: Fonds) -> None:
    chance = random.Random(7)
    one, other = dossier(ours), dossier(theirs)
    mine, copy = item(one), item(other)
    pages = [(page, chance.getrandbits(64)) for page in range(1, 10)]
    again = [
        (page, bits ^ sum(1 << at for at in chance.sample(range(64), page % 4))) if page <= 7 else (page, ~bits)
        for page, bits in pages
    ]
    assert actions.record_likeness(mine.pk, pages=pages) is True
    assert actions.record_likeness(copy.pk, pages=again) is True
    assert actions.record_likeness(copy.pk, pages=again) is False
    assert compared(one) == [(other.pk, ["7 trên 9 trang giống nhau"])]


def test_a_text_read_with_mistakes_is_the_same_text(ours: Fonds, theirs: Fonds) -> None:
    chance = random.Random(3)
    one, other, far = dossier(ours), dossier(theirs), dossier(theirs)
    words = [f"tu{chance.randrange(900)}" for _each in range(400)]
    misread = [word if chance.random() > 0.05 else word + "i" for word in words]
    for of, text in ((one, words), (other, misread), (far, [f"khac{word}" for word in words])):
        actions.record_text_likeness(item(of).pk, " ".join(text))
    assert compared(one) == [(other.pk, ["1 trên 1 tài liệu có chữ trên trang giống nhau"])]


@pytest.mark.luat("KH 82 II")
@pytest.mark.parametrize(
    "secret",
    [
        {"access_code": "03"},
        {"secrecy_mark": "Mật"},
        {"secrecy_held_for": "mật"},
    ],
)
def test_secrets_and_what_is_held_are_never_compared_nor_told_of(
    ours: Fonds, theirs: Fonds, secret: dict[str, str]
) -> None:
    one, other = dossier(ours, TITLE), dossier(theirs, TITLE)
    assert [pk for pk, _reasons in compared(one)] == [other.pk]
    Dossier.objects.filter(pk=other.pk).update(**secret)
    # At once, before anything is compared again, and afterwards.
    assert queries.twins_of([one.pk, other.pk]) == {one.pk: [], other.pk: []}
    assert (compared(one), compared(other)) == ([], [])
    assert not Fingerprint.objects.filter(dossier=other).exists()
    Dossier.objects.filter(pk=other.pk).update(
        access_code="02", secrecy_mark="", secrecy_held_for="", secrecy_cleared_at=clock.now()
    )
    assert [pk for pk, _reasons in compared(one)] == [other.pk]


def test_one_secret_paper_keeps_its_whole_dossier_out(ours: Fonds, theirs: Fonds) -> None:
    one, other = dossier(ours, TITLE), dossier(theirs, TITLE)
    item(other, notation="QĐ-UBND(M)", number="4")
    assert compared(one) == []
    Item.objects.update(notation="QĐ-UBND", access_code="03")
    assert compared(one) == []


def test_what_changed_is_compared_while_somebody_waits(ours: Fonds, theirs: Fonds) -> None:
    other = dossier(theirs, TITLE)
    jobs.compare_dossiers()
    one = dossier(ours, TITLE)
    assert queries.not_compared([one.pk]) == {one.pk}
    assert [twin.dossier.pk for twin in queries.twins_of([one.pk])[one.pk]] == [other.pk]


def test_fingerprints_are_those_made_afresh_whatever_changed_in_whichever_way(ours: Fonds, theirs: Fonds) -> None:
    chance = random.Random(11)
    words = ["cầu", "đường", "trạm", "bơm", "rừng", "kênh", "trường", "chợ", "lúa", "mía", "cao", "su", "điện", "nước"]

    def say() -> str:
        return " ".join(chance.sample(words, 5)) + f" năm {chance.randrange(1980, 1990)}"

    dossiers = [dossier(chance.choice((ours, theirs)), say()) for _each in range(12)]
    for _each in range(30):
        item(
            chance.choice(dossiers), say(), number=str(chance.randrange(9)), issued_date="1987-01-05", notation="QĐ-UB"
        )
    jobs.compare_dossiers()
    for _round in range(6):
        for one in chance.sample(list(Item.objects.all()), 4):
            match chance.randrange(5):
                case 0:
                    actions.describe_item(one.pk, {"subject": say()}, described_by="person", reason="Sửa")
                case 1:
                    Item.objects.filter(dossier=one.dossier_id).update(subject=say())
                case 2:
                    one.delete()
                case 3:
                    # Straight into the table, as imports and restoring may write.
                    with connection.cursor() as cursor:
                        cursor.execute(
                            "UPDATE catalogue_item SET dossier_id = %s WHERE id = %s", [dossiers[0].pk, one.pk]
                        )
                case 4:
                    Dossier.objects.filter(pk=one.dossier_id).update(
                        title=say(), access_code=chance.choice(["02", "03"])
                    )
        jobs.compare_dossiers()
        kept = {
            (row.dossier_id, row.item_id, row.kind): (row.value, tuple(row.keys)) for row in Fingerprint.objects.all()
        }
        fresh = keeping.made_for([one.pk for one in dossiers])
        assert kept == {key: (made.value, made.keys) for key, made in fresh.items()}
        assert not FingerprintDue.objects.exists()


def test_only_what_is_compared_makes_a_dossier_due(ours: Fonds) -> None:
    one = dossier(ours, TITLE)
    item(one, "Biên bản")
    jobs.compare_dossiers()
    Item.objects.update(page_count=9, signer="Người khác")
    Dossier.objects.update(store="K2", digitised_at=clock.now())
    assert keeping.waiting() == {"describe": 0, "search": 0}
    Dossier.objects.update(title="Hồ sơ khác")
    assert keeping.waiting() == {"describe": 1, "search": 0}


def test_comparing_again_changes_nothing(ours: Fonds, theirs: Fonds) -> None:
    one, _other = dossier(ours, TITLE), dossier(theirs, TITLE)
    compared(one)
    before = list(Fingerprint.objects.order_by("pk").values()), list(TwinPair.objects.values("pk", "score", "reasons"))
    keeping.note([one.pk], keeping.DESCRIBE)
    compared(one)
    after = list(Fingerprint.objects.order_by("pk").values()), list(TwinPair.objects.values("pk", "score", "reasons"))
    assert after == before


def test_a_key_too_many_share_is_left_out_of_searches(
    ours: Fonds, theirs: Fonds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SHARED_BY_MOST", 3)
    crowd = [dossier(theirs, TITLE) for _each in range(4)]
    one = dossier(ours, TITLE)
    jobs.compare_dossiers()
    assert keeping.count_common_keys() == CommonKey.objects.count() == 10
    keeping.note([one.pk, *(each.pk for each in crowd)], keeping.SEARCH)
    assert compared(one) == []
