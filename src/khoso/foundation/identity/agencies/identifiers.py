"""The two kinds of codes: the one the State issues, and our own key of an agency."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from khoso.foundation.identity.agencies.errors import AgencyRefused

LONGEST = 35
_GROUPS = re.compile(r"[0-9A-Z]+(\.[0-9A-Z]+)*")
# Luật: QĐ 20/2020/QĐ-TTg Đ.4 (one letter of A to K and two digits, then groups of lower levels); Đ.5 (a firm bears its
# registration number); Đ.6 (Z01 to Z99, then at most 32 signs).
_OF_THE_STATE = re.compile(r"[A-K][0-9]{2}(\.[0-9A-Z]+)*")
_OF_A_FIRM = re.compile(r"[0-9]{10}(-[0-9]{3})?")
_OF_OTHERS = re.compile(r"Z(?!00)[0-9]{2}\.[0-9A-Z.]{1,32}")
# Luật: QĐ 09/2025/QĐ-TTg Đ.2 (a merged province keeps one code of first level, the other is closed)
_CLOSED = "H10"


def check_identifier(text: str) -> str:
    """An identifier code as it may be kept. Raises AgencyRefused for what no register can have issued."""
    code = text.strip().upper()
    if code.split(".")[0] == _CLOSED:
        raise AgencyRefused(
            _("Mã %(code)s đã đóng khi sáp nhập tỉnh (QĐ 09/2025/QĐ-TTg); dùng mã được cấp sau đó.") % {"code": code}
        )
    if len(code) > LONGEST or not any(form.fullmatch(code) for form in (_OF_THE_STATE, _OF_A_FIRM, _OF_OTHERS)):
        raise AgencyRefused(
            _(
                "«%(code)s» không phải mã định danh điện tử: cần dạng H19.01.02, Z01.…, hoặc mã số doanh nghiệp; "
                "nhiều nhất 35 ký tự. Chưa được cấp mã thì để trống."
            )
            % {"code": text.strip()}
        )
    return code


def check_own_code(text: str, *, identifier: str = "") -> str:
    """Our key for an agency. It never looks like a code of the State, unless it is the one that was issued.

    Raises AgencyRefused.
    """
    code = text.strip().upper()
    if len(code) > LONGEST or not _GROUPS.fullmatch(code):
        raise AgencyRefused(
            _("Mã «%(code)s» không đúng dạng: các nhóm chữ in hoa không dấu, chữ số, cách nhau bằng dấu chấm.")
            % {"code": text.strip()}
        )
    if _OF_THE_STATE.fullmatch(code) and code != identifier:
        raise AgencyRefused(
            _(
                "Mã «%(code)s» trông như mã định danh do Nhà nước cấp. Không tự đặt mã loại này: đặt mã khác, "
                "hoặc điền chính mã đã được cấp vào ô mã định danh."
            )
            % {"code": code}
        )
    return code
