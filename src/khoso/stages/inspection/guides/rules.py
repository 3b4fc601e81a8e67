"""Who may look at a lot: only who knows the guide in force."""

from __future__ import annotations

from typing import Any

from khoso.foundation.web.words import told
from khoso.kernel.words import Sentence
from khoso.stages.inspection.guides import queries
from khoso.stages.inspection.guides.errors import GuideNotAcknowledged


def refuse_untaught(person: Any, agency_id: int) -> None:
    """Raises GuideNotAcknowledged for who has not acknowledged the guide in force at this agency.

    # Luật: TT 05/2025 Đ.9.5 (tập huấn cho người kiểm tra)
    """
    present = queries.must_acknowledge(person, agency_id)
    if present is not None:
        raise GuideNotAcknowledged(
            told(
                Sentence(
                    "Chưa kiểm tra được: anh/chị chưa xác nhận đã học «{title}», bản {version}. "
                    "Hãy mở mục Hướng dẫn kiểm tra, đọc và xác nhận, rồi làm lại việc này.",
                    title=present.title,
                    version=present.version,
                )
            )
        )
