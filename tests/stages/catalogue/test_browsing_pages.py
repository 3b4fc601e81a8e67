"""The tree, the table and the facets: windows without gaps, counts within the reach, words with and without marks."""

from __future__ import annotations

import unicodedata
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.house import House, person, signed_in

from khoso.foundation.identity.models import Agency
from khoso.kernel.text_vi import fold
from khoso.stages.catalogue.actions import register_fonds
from khoso.stages.catalogue.browsing import conditions, facets, pages, saved, tree
from khoso.stages.catalogue.browsing.asking import Asked, read
from khoso.stages.catalogue.browsing.errors import ViewRefused
from khoso.stages.catalogue.models import Dossier, Fonds, SavedView, Series

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S2")]


def make(fonds: Fonds, number: str, title: str = "Hồ sơ", **more: Any) -> Dossier:
    mark = uuid.uuid4()
    return Dossier.objects.create(
        id=mark, fonds=fonds, number=number, reference_code=more.pop("reference_code", str(mark)), title=title, **more
    )


@pytest.fixture
def fonds(commune: Agency) -> Fonds:
    return register_fonds(commune, code="P01", title="Phông Mẫu")


@pytest.fixture
def clerk(commune: Agency) -> Any:
    return person("vanthu", (commune, "clerk"))


def place(who: Any, **more: Any) -> tuple[conditions.Reach, Asked]:
    asked = Asked(**more)
    return conditions.reach(who, asked), asked


def numbers(who: Any, **more: Any) -> list[str]:
    return [one.number for one in pages.window(*place(who, **more)).rows]


@pytest.mark.parametrize("order", ["gia", "ma", "ten", "tu", "den", "trang", "han"])
@pytest.mark.parametrize("falling", [False, True])
def test_windows_meet_without_gap_or_double(fonds: Fonds, clerk: Any, order: str, falling: bool) -> None:
    for number in range(25):
        make(
            fonds, str(number), title=f"Việc {number % 3}", start=f"{1990 + number % 4}", declared_page_count=number % 5
        )
    whole = [one.pk for one in pages.window(*place(clerk, fonds=fonds.pk, order=order, falling=falling)).rows]
    where, asked = place(clerk, fonds=fonds.pk, order=order, falling=falling)
    seen, start, last = [], None, None
    while True:
        last = pages.window(where, asked, start, size=10)
        seen += [one.pk for one in last.rows]
        if not last.after:
            break
        start = pages.mark(last.after, order)
        assert start is not None
    assert (seen, len(set(seen))) == (whole, 25)
    back = pages.window(where, asked, pages.mark(last.before, order), size=10)
    assert [one.pk for one in back.rows] == whole[10:20]


def test_numbers_are_ordered_as_people_count(fonds: Fonds, clerk: Any) -> None:
    for number in ("10", "2", "1", "2a", "x"):
        make(fonds, number)
    assert numbers(clerk, fonds=fonds.pk) == ["1", "2", "2a", "10", "x"]
    where, asked = place(clerk, fonds=fonds.pk)
    start = pages.landing(where, asked, "3")
    assert [one.number for one in pages.window(where, asked, start).rows] == ["10", "x"]


def test_words_with_and_without_marks(fonds: Fonds, clerk: Any) -> None:
    make(fonds, "1", "Quyết định giao đất làm nhà ở, số 12/QĐ-UBND")
    make(fonds, "2", "Quyet dinh giao dat (bản gõ không dấu)")
    make(fonds, "3", "Thuỷ lợi xã HÒA Bình")
    found = {
        words: numbers(clerk, words=words)
        for words in ("giao dat", "giao đất", "QUYẾT ĐỊNH", "thủy loi", "hoà", "qd ubnd", "giao bình", "' & | !")
    }
    assert found == {
        "giao dat": ["1", "2"] if found["giao dat"][0] == "1" else ["2", "1"],
        "giao đất": ["1"],
        "QUYẾT ĐỊNH": ["1"],
        "thủy loi": ["3"],
        "hoà": ["3"],
        "qd ubnd": ["1"],
        "giao bình": [],
        "' & | !": [],
    }


def test_the_database_folds_letters_as_we_do() -> None:
    letters = "".join(
        unicodedata.normalize("NFC", base + tone)
        for base in "aăâeêioôơuưyđ"
        for tone in "\u0300\u0301\u0303\u0309\u0323"
    )
    text = letters + letters.upper() + "QĐ-UBND Đ"
    with connection.cursor() as cursor:
        cursor.execute("SELECT khoso_plain(%s)", [text])
        assert cursor.fetchone()[0] == fold(text)


def test_facets_count_within_the_reach_and_the_other_choices(fonds: Fonds, neighbour: Agency, clerk: Any) -> None:
    other = register_fonds(neighbour, code="P01", title="Phông bên")
    make(fonds, "1", retention_code="01", access_code="01", end="1990", declared_page_count=10)
    make(fonds, "2", retention_code="06", access_code="01", end="1995", declared_page_count=5)
    make(fonds, "3", retention_code="06", access_code="02", end="2020")
    make(other, "4", retention_code="06", access_code="02")
    where, asked = place(clerk, chosen={"thoi-han": ("06",)})
    counted = facets.counts(where, asked)
    assert (counted.total.dossiers, counted.total.pages) == (2, 5)
    # A facet's own choice does not hide its other values.
    assert counted.by["thoi-han"] == {"01": 1, "06": 2}
    assert counted.by["che-do"] == {"01": 1, "02": 1}
    assert counted.by["nam"] == {"1995": 1, "2020": 1}
    # Ten years from 1995 are over; from 2020 they are not.
    assert counted.by["het-han"] == {"1": 1, "0": 1}
    by_words = facets.counts(*place(clerk, chosen={"thoi-han": ("06",)}, words="hồ sơ"))
    assert (by_words.total, dict(by_words.by)) == (counted.total, dict(counted.by))


@pytest.mark.parametrize(
    "said",
    [
        {"chosen": {"het-han": ("1",)}},
        {"chosen": {"het-han": ("0",)}},
        {"chosen": {"giu": ("1",)}},
        {"chosen": {"so-hoa": ("0",), "che-do": ("01", "02")}},
        {"chosen": {"vat-ly": ("",)}},
        {"first_year": 1990, "last_year": 1999},
        {"last_year": 1980},
    ],
)
def test_the_table_shows_what_the_facets_counted(fonds: Fonds, clerk: Any, said: dict[str, Any]) -> None:
    for number in range(24):
        make(
            fonds,
            str(number),
            retention_code=("01", "06", "04")[number % 3],
            access_code=("01", "02")[number % 2],
            end=("", "1979", "1992", "2024")[number % 4],
            secrecy_held_for="mật" if number % 5 == 0 else "",
            physical_condition_code="" if number % 7 else "02",
        )
    where, asked = place(clerk, **said)
    total = facets.counts(where, asked).total.dossiers
    assert len(pages.window(where, asked).rows) == total
    assert len(pages.window(where, asked, total=total).rows) == total
    assert len(pages.ids(where, asked, after=None, size=99)) == total


def test_nobody_sees_the_branch_of_another_agency(
    fonds: Fonds, neighbour: Agency, client: Client, house: House
) -> None:
    make(fonds, "1", "Việc riêng của xã Mẫu")
    stranger = person("xaben", (neighbour, "clerk"))
    assert (numbers(stranger), numbers(stranger, fonds=fonds.pk), numbers(stranger, agency=fonds.agency_id)) == (
        [],
        [],
        [],
    )
    assert tree.under(stranger, f"phong:{fonds.pk}") is None
    signed_in(client, stranger)
    assert client.get(reverse("catalogue:branch"), {"nut": f"phong:{fonds.pk}"}).status_code == 404
    shown = client.get(reverse("catalogue:browse"), {"phong": fonds.pk}).content.decode()
    assert "Việc riêng" not in shown
    assert "Không thấy nhánh này" in shown


def test_the_tree_opens_by_windows_and_jumps(fonds: Fonds, clerk: Any) -> None:
    Series.objects.bulk_create(Series(id=uuid.uuid4(), fonds=fonds, code=f"{n:04d}") for n in range(230))
    parent = Series.objects.get(code="0001")
    child = Series.objects.create(id=uuid.uuid4(), fonds=fonds, parent=parent, code="0001.1")
    make(fonds, "7", series=child)
    make(fonds, "8", series=parent)
    make(fonds, "9")
    codes, after = [], ""
    while True:
        level = tree.under(clerk, f"phong:{fonds.pk}", after)
        assert level is not None and len(level.nodes) <= tree.WINDOW + 1
        codes += [node.code for node in level.nodes]
        if not (after := level.after):
            break
    assert codes == [*(f"{n:04d}" for n in range(230)), ""]
    jumped = tree.under(clerk, f"phong:{fonds.pk}", jump="02")
    assert jumped is not None and jumped.nodes[0].code == "0200"
    first = tree.under(clerk, f"phong:{fonds.pk}")
    assert first is not None and first.nodes[1].count == 2
    below = tree.under(clerk, f"muc:{parent.pk}")
    assert below is not None and [(node.kind, node.code) for node in below.nodes] == [("muc", "0001.1"), ("ho-so", "8")]
    opened = tree.opened(clerk, Asked(fonds=fonds.pk, series=child.pk))
    path = [next(node for node in opened.nodes if node.is_open)]
    while path[-1].children and (deeper := [node for node in path[-1].children.nodes if node.is_open]):
        path.append(deeper[0])
    assert [node.kind for node in path] == ["co-quan", "phong", "muc", "muc"]


def test_an_address_says_what_it_was_made_of(rf: Any) -> None:
    fonds, series = uuid.uuid4(), uuid.uuid4()
    asked = Asked(
        fonds=fonds,
        series=series,
        chosen={"thoi-han": ("01", "04"), "vat-ly": ("",)},
        first_year=1990,
        words="giao đất",
        order="ten",
        falling=True,
        columns=("title", "box"),
    )
    assert read(rf.get("/danh-muc" + asked.address()).GET) == asked
    nonsense = rf.get("/danh-muc?phong=x&muc=1&thoi-han=99&xep=-zz&tu-nam=٣&co-quan=99999999999&tim=%00&sau=%%%").GET
    assert read(nonsense) == Asked()


def test_saved_views_and_where_one_was(fonds: Fonds, clerk: Any, client: Client, house: House) -> None:
    asked = Asked(fonds=fonds.pk, chosen={"che-do": ("01",)}, order="ten", columns=("title", "box"))
    view = saved.keep(clerk, "Công khai", asked, is_default=True)
    assert saved.address(view) == asked.address()
    saved.keep(clerk, "Tất cả", Asked(), is_default=True)
    assert [(one.name, one.is_default) for one in saved.views_of(clerk)] == [("Công khai", False), ("Tất cả", True)]
    with pytest.raises(ViewRefused):
        saved.keep(clerk, "  ", asked)
    saved.make_default(clerk, view.pk)
    signed_in(client, clerk)
    browse = reverse("catalogue:browse")
    assert client.get(browse)["Location"] == browse + asked.address()
    client.get(browse, {"tim": "đất"})
    assert client.get(browse)["Location"] == browse + Asked(words="đất").address()
    client.post(reverse("catalogue:choose-columns"), {"cot": ["shelf", "box", "zz"], "loc": "?tim=a"})
    assert saved.liked_columns(clerk) == ["shelf", "box"]
    other = person("khac", (fonds.agency, "clerk"))
    saved.drop(other, view.pk)
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_the_page_asks_as_often_for_many_as_for_few(fonds: Fonds, clerk: Any, client: Client, house: House) -> None:
    signed_in(client, clerk)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(reverse("catalogue:browse"), {"phong": fonds.pk}).status_code == 200
        return len(seen)

    for number in range(3):
        make(fonds, str(number))
    asked()
    few = asked()
    for number in range(3, 50):
        make(fonds, str(number), series=Series.objects.create(id=uuid.uuid4(), fonds=fonds, code=f"{number}"))
    assert asked() <= few + 2
