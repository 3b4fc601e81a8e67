"""Every screen renders from what its view hands over, and obeys one content security policy and one way of speaking."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from types import SimpleNamespace as Thing

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from tests.foundation.web import samples, samples_reading

Render = Callable[..., str]

PAGES: dict[str, dict[str, object]] = {
    "account/login.html": samples.SIGN_IN,
    "web/home.html": samples.DAY,
    "access/search.html": samples_reading.SEARCH,
    "access/viewer.html": samples_reading.VIEWER,
    "digitisation/delivery_list.html": samples.HOME,
    "digitisation/delivery.html": samples.DELIVERY,
    "access/dossier.html": samples.DOSSIER,
    "recognition/confirm_queue.html": samples_reading.QUEUE,
    "recognition/confirm.html": samples_reading.CONFIRM,
    "400.html": {},
    "403.html": {},
    "403_csrf.html": {},
    "404.html": {},
    "405.html": {},
    "413.html": {},
    "429.html": {},
    "503.html": {},
    "session_over.html": {"sign_in_url": "/dang-nhap?next=/"},
    "500.html": {},
}
FRAGMENTS = {"access/_viewer_page.html": samples_reading.VIEWER, "digitisation/_progress.html": samples.DELIVERY}


class Page(HTMLParser):
    """What a rendered page holds: its elements, whether they close properly, and its words."""

    VOID = frozenset(["br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"])

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self.words = ""
        self.feed(html)
        self.faults += [f"<{tag}> không đóng" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> dòng {self.getpos()[0]}")

    def handle_data(self, data: str) -> None:
        self.words += " " + data

    def having(self, tag: str, attribute: str) -> list[str | None]:
        return [attrs[attribute] for name, attrs in self.elements if name == tag and attribute in attrs]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_well_formed_and_names_itself(render: Render, name: str) -> None:
    page = Page(render(name, samples.SHELL | PAGES[name]))
    assert page.faults == []
    assert [tag for tag, _ in page.elements].count("h1") == 1
    assert [tag for tag, _ in page.elements].count("main") == 1
    ids = [attrs["id"] for _, attrs in page.elements if attrs.get("id")]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("name", [*PAGES, *FRAGMENTS])
def test_nothing_inline_so_that_the_policy_can_forbid_it(render: Render, name: str) -> None:
    page = Page(render(name, samples.SHELL | (PAGES | FRAGMENTS)[name]))
    inline = [
        (tag, attribute)
        for tag, attrs in page.elements
        for attribute in attrs
        if attribute == "style" or attribute.startswith("on") or str(attrs[attribute]).startswith("javascript:")
    ]
    assert inline == []
    assert [attrs for tag, attrs in page.elements if tag == "style"] == []
    assert [attrs for tag, attrs in page.elements if tag == "script" and not attrs.get("src")] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_picture_and_control_has_a_name(render: Render, name: str) -> None:
    page = Page(render(name, samples.SHELL | PAGES[name]))
    labelled = set(page.having("label", "for"))
    controls = [attrs for tag, attrs in page.elements if tag in ("input", "select", "textarea")]
    nameless = [
        attrs
        for attrs in controls
        if attrs.get("type") != "hidden" and "aria-label" not in attrs and attrs.get("id") not in labelled
    ]
    assert nameless == []
    assert [attrs for tag, attrs in page.elements if tag == "img" and "alt" not in attrs] == []


# A reader and a confirmer always have an item before them; every other screen may have nothing to show.
@pytest.mark.parametrize(
    "name", [name for name in PAGES if name not in ("access/viewer.html", "recognition/confirm.html")]
)
def test_a_room_without_anything_yet_still_speaks(render: Render, name: str) -> None:
    page = Page(render(name, {}))
    assert page.faults == []
    assert "None" not in page.words


def test_progress_is_asked_for_only_while_work_is_running(render: Render) -> None:
    running = Page(render("digitisation/_progress.html", samples.DELIVERY))
    done = Page(render("digitisation/_progress.html", samples.DELIVERY | {"is_running": False}))
    assert running.having("section", "hx-get") == ["/lo/3/tien-do/"]
    assert done.having("section", "hx-get") == []


def test_a_page_turn_goes_through_the_server(render: Render) -> None:
    page = Page(render("access/viewer.html", samples.SHELL | samples_reading.VIEWER | {"query": "a&b"}))
    asked = [attrs["hx-get"] for tag, attrs in page.elements if tag == "a" and "data-number" in attrs]
    assert asked == [f"?trang={number}&q=a%26b" for number in (1, 2, 3, 4)]


def test_the_fragment_of_a_page_is_what_the_page_holds(render: Render) -> None:
    whole = render("access/viewer.html", samples.SHELL | samples_reading.VIEWER)
    fragment = render("access/_viewer_page.html", samples_reading.VIEWER)
    assert fragment.strip() in whole
    assert Page(fragment).having("div", "data-hits") == ["[[0.2, 0.435, 0.34, 0.457], [0.5, 0.52, 0.64, 0.542]]"]


def test_doubts_come_before_what_the_machine_is_sure_of(render: Render) -> None:
    page = Page(render("recognition/confirm.html", samples.SHELL | samples_reading.CONFIRM))
    order = [attrs["name"] for _, attrs in page.elements if "data-control" in attrs]
    assert order == ["number", "date", "signer", "kind", "issuer", "subject", "language", "sheets"]


def test_excel_is_offered_only_where_it_differs(render: Render) -> None:
    page = Page(render("recognition/confirm.html", samples.SHELL | samples_reading.CONFIRM))
    assert page.having("button", "data-register") == ["241", "Đỗ Quang Vinh", "V/v giao đất xây dựng trường học"]


def test_text_of_the_archive_cannot_become_markup(render: Render) -> None:
    nasty = '"><script>alert(1)</script>'
    item = Thing(**(vars(samples.ITEMS[0]) | {"subject": nasty, "fields": []}))
    finding = Thing(code="x", severity="error", where="", page=1, message=nasty, url="", box=(0, 0, 1, 1))
    page = Thing(**(vars(samples_reading.PAGES[0]) | {"findings": [finding]}))
    html = render(
        "access/viewer.html", samples.SHELL | samples_reading.VIEWER | {"item": item, "pages": [page], "text": nasty}
    )
    assert "<script>alert" not in html
    assert Page(html).faults == []


def test_a_message_says_what_kind_it_is_in_a_word(render: Render) -> None:
    messages = [Message(constants.ERROR, "Không đọc được tệp."), Message(constants.SUCCESS, "Đã lưu.")]
    page = Page(render("components/messages.html", {"messages": messages}))
    assert page.having("svg", "aria-label") == ["Lỗi", "Đã xong"]


def test_an_action_that_cannot_be_undone_asks_first(render: Render) -> None:
    page = Page(render("digitisation/delivery.html", samples.SHELL | samples.DELIVERY))
    assert page.having("form", "data-confirm") == ["Trả lại cả lô?"]
    assert page.having("form", "data-confirm-label") == ["Trả lại nhà thầu"]


def test_turning_result_pages_keeps_the_question(render: Render) -> None:
    pagination = Paginator(range(95), 20).page(2)
    html = render(
        "access/search.html", samples.SHELL | samples_reading.SEARCH | {"pagination": pagination}, "/tim/?q=nha&trang=2"
    )
    links = [attrs["href"] for tag, attrs in Page(html).elements if tag == "a" and attrs.get("rel")]
    assert links == ["?q=nha&trang=1", "?q=nha&trang=3"]


def test_error_pages_say_what_happened_what_was_kept_and_what_to_do(render: Render) -> None:
    for name in ("400.html", "403.html", "403_csrf.html", "404.html", "500.html"):
        page = Page(render(name, {}))
        assert re.findall(r"Còn giữ gì|Làm gì tiếp", page.words) == ["Còn giữ gì", "Làm gì tiếp"]
