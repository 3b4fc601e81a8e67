"""A clerk at the workbench with the keyboard alone; one answer for many; two who key and one who decides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import Visit, Visitor
from tests.journeys.house import DELIVERY, House
from tests.journeys.on_page import wait_until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("journeys"),
    pytest.mark.mission("D5"),
]

VALUES = {
    "kind": ("kind_code", "15"),
    "number": ("number", "139"),
    "notation": ("notation", "TTr-UBND"),
    "issued_date": ("issued_date", "05/07/2010"),
    "issuer": ("issuer", "Ủy ban nhân dân xã Mẫu"),
    "subject": ("subject", "Về việc xin mua xe mô tô"),
    "signer": ("signer", "Lê Văn Hùng"),
}
COUNT_KEYS = "window.pressed = 0; addEventListener('keydown', () => (window.pressed += 1), true)"


class Plant:
    """The three items of the delivery, made to wait with doubts of the test's choice."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.before = house.rows("SELECT id, state, keyings_wanted, doubts FROM recognition_itemfields")
        rows = house.rows(
            "SELECT f.id, f.item_id::text, f.delivery_id::text FROM recognition_itemfields f "
            "JOIN digitisation_delivery d ON d.id = f.delivery_id WHERE d.folder_name = %s ORDER BY f.id",
            DELIVERY,
        )
        self.fields = [row[0] for row in rows]
        self.items = [row[1] for row in rows]
        self.delivery = rows[0][2]

    def wait(self, number: int, *, doubts: dict[str, str], wanted: int = 1) -> None:
        """Item `number` waits: what is no doubt was accepted by policy, a doubt was read as told."""
        item, ask = self.items[number], self.house.rows
        columns = ", ".join(f"{column} = %s" for column, _ in VALUES.values())
        values = [value for _, value in VALUES.values()]
        ask(f"UPDATE catalogue_item SET {columns}, described_by = 'catalogue' WHERE id = %s RETURNING 1", *values, item)
        ask("DELETE FROM recognition_claim WHERE fields_id = %s RETURNING 1", self.fields[number])
        ask("DELETE FROM recognition_keying WHERE fields_id = %s RETURNING 1", self.fields[number])
        ask("DELETE FROM recognition_proposedfield WHERE item_id = %s RETURNING 1", item)
        for name, (_, value) in VALUES.items():
            read = doubts.get(name)
            ask(
                "INSERT INTO recognition_proposedfield (item_id, delivery_id, name, value, confidence, "
                "page_confidence, reason, page, box, is_handwritten, is_doubt, doubt_key, is_sampled, "
                "decided, decided_way) "
                "VALUES "
                "(%s, %s, %s, %s, %s, 0.6, %s, 1, '[200, 400, 700, 460]', false, %s, %s, false, %s, %s) RETURNING 1",
                *(item, self.delivery, name, value if read is None else read, 0.99 if read is None else 0.6),
                *("dưới tên loại", read is not None, read.lower() if read else "", value if read is None else None),
                "policy" if read is None else "",
            )
        self.set(number, "waiting", wanted=wanted, doubts=len(doubts))

    def set(self, number: int, state: str, *, wanted: int = 1, doubts: int = 0) -> None:
        question = "UPDATE recognition_itemfields SET state = %s, keyings_wanted = %s, doubts = %s WHERE id = %s"
        self.house.rows(f"{question} RETURNING 1", state, wanted, doubts, self.fields[number])

    def state(self, number: int) -> str:
        found = self.house.rows("SELECT state FROM recognition_itemfields WHERE id = %s", self.fields[number])
        return str(found[0][0])

    def signer(self, number: int) -> str:
        return str(self.house.rows("SELECT signer FROM catalogue_item WHERE id = %s", self.items[number])[0][0])

    def last_turn(self) -> tuple[Any, ...]:
        return self.house.rows("SELECT kind, keys, seconds FROM recognition_deskturn ORDER BY id DESC LIMIT 1")[0]


@pytest.fixture
def plant(house: House) -> Iterator[Plant]:
    """Once the machine has read everything; at the end the items are as they were."""
    wait_until(
        lambda: house.rows("SELECT count(*) FROM recognition_itemfields WHERE state <> 'reading'")[0][0] >= 3,
        seconds=240,
        what="Máy chưa đọc xong ba tài liệu.",
    )
    planted = Plant(house)
    for number in range(len(planted.fields)):
        planted.set(number, "passed")
    yield planted
    house.rows("DELETE FROM recognition_claim RETURNING 1")
    for key, state, wanted, doubts in planted.before:
        house.rows(
            "UPDATE recognition_itemfields SET state = %s, keyings_wanted = %s, doubts = %s WHERE id = %s RETURNING 1",
            *(state, wanted, doubts, key),
        )


def at_work(visitor: Visitor) -> Any:
    """The form with its page, ready for keys."""
    page = visitor.page
    expect(page.locator("[data-confirm-all]")).to_be_visible()
    expect(page.locator("canvas").first).to_be_visible()
    return page


def test_a_document_with_two_doubts_takes_at_most_twelve_keys(visit: Visit, plant: Plant) -> None:
    plant.wait(0, doubts={"signer": "Lê Văn Hũng", "number": "189"})
    plant.wait(1, doubts={"signer": "Lê Vãn Hùng"})
    clerk = visit("vanthu")
    clerk.open(f"/xac-nhan?lo={plant.delivery}")
    clerk.page.get_by_role("link", name="Bắt đầu từ tài liệu đầu").click()
    page = at_work(clerk)
    # The machine's reading or the register's: one key takes it. Sure fields are folded away.
    expect(page.get_by_label("Số", exact=True)).to_be_focused()
    expect(page.get_by_label("Trích yếu", exact=True)).to_be_hidden()
    expect(page.locator(".desk-crop").first).to_be_visible()
    expect(page.locator(".ks-mark-focus")).to_have_count(1)
    before = page.url
    page.evaluate(COUNT_KEYS)
    for keys in ("Alt+2", "Enter", "Alt+2", "Enter"):
        page.keyboard.press(keys)
    page.wait_for_url(lambda url: url != before)
    # The same page of the browser: nothing was loaded anew for the next item.
    pressed = page.evaluate("window.pressed")
    assert pressed == 6 <= 12
    kind, keys, seconds = plant.last_turn()
    assert (plant.state(0), plant.signer(0), kind, keys) == ("confirmed", "Lê Văn Hùng", "confirm", pressed)
    assert seconds >= 1
    expect(page.locator("[data-said]")).to_contain_text("Đã xác nhận")
    expect(page.get_by_label("Người ký", exact=True)).to_be_focused()
    # Back to what was just confirmed, and nobody else has what is before this person.
    page.keyboard.press("Alt+z")
    page.wait_for_url(lambda url: plant.items[0] in url)
    other = visit("luutru")
    other.open(f"/xac-nhan/{plant.items[1]}")
    expect(other.page.get_by_text("đang làm tài liệu này")).to_be_visible()
    expect(other.page.locator("[data-confirm-all]")).to_have_count(0)


def test_the_same_doubt_is_answered_once_and_taken_back(visit: Visit, plant: Plant) -> None:
    for number in range(3):
        plant.wait(number, doubts={"signer": "le vãn hùng"})
    clerk = visit("vanthu")
    page = clerk.page
    clerk.open("/xac-nhan/giong-nhau")
    page.get_by_role("link", name="le vãn hùng").click()
    expect(page.get_by_role("heading", name="3 chỗ giống nhau")).to_be_visible()
    page.get_by_role("textbox", name="Tất cả đều là").fill("Lê Văn Hùng")
    page.get_by_label("không phải, để riêng").last.check()
    page.get_by_role("button", name="Trả lời cho tất cả").click()
    expect(page.get_by_text("Đã trả lời 2 chỗ")).to_be_visible()
    doubts = "SELECT doubts FROM recognition_itemfields WHERE delivery_id = %s ORDER BY id"
    assert [row[0] for row in plant.house.rows(doubts, plant.delivery)] == [0, 0, 1]
    page.get_by_role("button", name="Rút lại").click()
    page.get_by_role("dialog").get_by_role("button", name="Rút lại").click()
    expect(page.get_by_text("Đã rút câu trả lời của 2 chỗ")).to_be_visible()
    assert [row[0] for row in plant.house.rows(doubts, plant.delivery)] == [1, 1, 1]


def test_two_key_unseen_by_each_other_and_a_third_decides(visit: Visit, plant: Plant) -> None:
    plant.wait(0, doubts={"signer": "Lê Văn Hũng"}, wanted=2)
    for name, typed in (("vanthu", "Lê Văn Hùng"), ("luutru", "Lê Văn Hưng")):
        visitor = visit(name)
        visitor.open(f"/xac-nhan/{plant.items[0]}")
        page = at_work(visitor)
        signer = page.get_by_label("Người ký", exact=True)
        assert signer.input_value() != "Lê Văn Hùng"
        signer.fill(typed)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: plant.items[0] not in url)
    assert (plant.state(0), plant.signer(0)) == ("disputed", "Lê Văn Hùng")  # the register's, still
    judge = visit("giamsat", width=390)
    judge.open("/xac-nhan/phan-xu")
    judge.page.get_by_role("link", name="Bắt đầu phân xử").click()
    page = at_work(judge)
    expect(page.get_by_text("Hai người nhập khác nhau").first).to_be_visible()
    page.get_by_label("Người ký", exact=True).focus()
    page.keyboard.press("Alt+2")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: plant.items[0] not in url)
    assert (plant.state(0), plant.signer(0)) == ("confirmed", "Lê Văn Hưng")
    told = plant.house.rows(
        "SELECT p.username, t.overruled FROM recognition_deskturn t JOIN identity_person p ON p.id = t.by_id "
        "WHERE t.fields_id = %s AND t.has_agreed IS NOT NULL ORDER BY t.id",
        plant.fields[0],
    )
    assert told[-2:] == [("vanthu", 1), ("luutru", 0)]
