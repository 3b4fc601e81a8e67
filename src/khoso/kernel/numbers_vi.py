"""Numbers, money and days as Vietnamese papers write them: in words, in digits, in Roman numerals."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu")
_BILLION = 10**9
LARGEST = 10**15
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def words(number: int, *, zero_ten: str = "linh") -> str:
    """`number` read aloud: 1005 → «một nghìn không trăm linh năm». From -10¹⁵ to 10¹⁵.

    `zero_ten` stands for an empty ten: «linh» as the north and the textbooks say, «lẻ» as the south does.
    Raises ValueError outside the range.
    """
    if abs(number) > LARGEST:
        raise ValueError(f"Không đọc được số ngoài ±10¹⁵: {number}")
    if number < 0:
        return f"âm {words(-number, zero_ten=zero_ten)}"
    return " ".join(_read(number, zero_ten, is_inner=False)) or _DIGITS[0]


def money(amount: int, *, is_even: bool = False, zero_ten: str = "linh") -> str:
    """An amount in words, as contracts and receipts write it: «Một tỷ hai trăm triệu đồng».

    `is_even` adds «chẵn», by which an accountant says that nothing may be written behind.
    """
    said = words(amount, zero_ten=zero_ten)
    return f"{said[0].upper()}{said[1:]} đồng{' chẵn' if is_even else ''}"


def grouped(number: int | float | Decimal, places: int | None = None) -> str:
    """Digits in threes with points, a comma before the fraction: 1234567.5 → «1.234.567,5».

    `places` fixes how many digits follow the comma; without it, as many as the number has.
    """
    value = Decimal(str(number)) if isinstance(number, float) else Decimal(number)
    if not value.is_finite():
        raise ValueError(f"Không phải là số: {number}")
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    told = f"{value:,f}"
    whole, _, fraction = told.partition(".")
    if places is None:
        fraction = fraction.rstrip("0")
    if not any(c in "123456789" for c in whole + fraction):
        whole = whole.lstrip("-")
    return whole.replace(",", ".") + (f",{fraction}" if fraction else "")


def day_in_words(day: date) -> str:
    """«ngày 05 tháng 01 năm 2026»: a 0 before days under 10 and before the months 1 and 2, and no other.

    # Luật: NĐ 30/2020 Phụ lục I, phần I, mục II.4
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def roman(number: int) -> str:
    """`number` in Roman numerals, from 1 to 3999. Raises ValueError outside."""
    if not 0 < number < 4000:
        raise ValueError(f"Số La Mã chỉ viết được từ 1 đến 3999: {number}")
    told = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        told += letters * count
    return told


def _read(number: int, zero_ten: str, is_inner: bool) -> list[str]:
    """The words of a number; `is_inner` when something larger was said before, so that empty hundreds are said."""
    if number >= _BILLION:
        above, below = divmod(number, _BILLION)
        # A billion may itself be counted in thousands and millions: «một nghìn tỷ», «một triệu tỷ».
        return [*_read(above, zero_ten, is_inner), "tỷ", *_read(below, zero_ten, is_inner=True)]
    said: list[str] = []
    for power in (2, 1, 0):
        group = number // 1000**power % 1000
        if group:
            said += _group(group, zero_ten, is_inner or bool(said))
            said += [_GROUPS[power]] if power else []
    return said


def _group(group: int, zero_ten: str, is_inner: bool) -> list[str]:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    said = [_DIGITS[hundreds], "trăm"] if hundreds or is_inner else []
    if tens > 1:
        said += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        said.append("mười")
    elif ones and said:
        said.append(zero_ten)
    if ones:
        said.append(_one(ones, tens))
    return said


def _one(ones: int, tens: int) -> str:
    if ones == 5 and tens:
        return "lăm"
    if tens > 1:
        return {1: "mốt", 4: "tư"}.get(ones, _DIGITS[ones])
    return _DIGITS[ones]
