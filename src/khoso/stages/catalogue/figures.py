"""What the catalogue tells reports: how much was reviewed and arranged.

Today a dossier is known once it is registered, from a delivery or a restored package. When reviews and arranging have
their own screens, what they record narrows `volumes`; names and meaning of the figures stay.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.kernel.figures import Figure
from khoso.stages.catalogue import volumes


def declared() -> list[Figure]:
    # Luật: KH 82 VI.6.a (khối lượng rà soát, chỉnh lý)
    return [
        Figure(
            "catalogue.dossiers_reviewed",
            _("Hồ sơ đã rà soát"),
            _("hồ sơ"),
            "review",
            volumes.dossiers_reviewed,
            volumes.dossiers_reviewed_lines,
            order=10,
            about=_("Hồ sơ đã đăng ký trong danh mục của Kho Số, tính từ ngày đăng ký."),
        ),
        Figure(
            "catalogue.sheets_reviewed",
            _("Tờ đã rà soát"),
            _("tờ"),
            "review",
            volumes.sheets_reviewed,
            volumes.sheets_reviewed_lines,
            order=11,
            about=_("Tổng số tờ khai trên bìa hoặc trong bảng kê của các hồ sơ đã đăng ký."),
        ),
        Figure(
            "catalogue.dossiers_arranged",
            _("Hồ sơ đã chỉnh lý"),
            _("hồ sơ"),
            "review",
            volumes.dossiers_arranged,
            volumes.dossiers_arranged_lines,
            order=12,
            about=_("Hồ sơ đã đăng ký, có thời hạn bảo quản, có số hồ sơ và có hộp hoặc mục lục."),
        ),
    ]
