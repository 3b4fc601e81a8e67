"""What the audit trail refuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from khoso.kernel.errors import KhosoError


class DatabaseIsOlder(KhosoError):
    """A replica holds seals this database does not know."""

    code = "audit.database_is_older"

    def __init__(self, ahead: Sequence[Any]) -> None:
        numbers = ", ".join(str(one.position) for one in ahead[:5])
        super().__init__(
            f"Bản sao giữ niêm phong số {numbers} mà cơ sở dữ liệu không có: cơ sở dữ liệu đã được khôi phục từ bản "
            "cũ, hoặc có người xóa niêm phong. Chưa niêm phong thêm; nhật ký vẫn ghi. Hãy chạy «khoso audit verify» "
            "và báo người phụ trách an toàn thông tin; nếu đúng là vừa khôi phục, chạy "
            "«khoso audit seal --after-restore LÝ-DO»."
        )
