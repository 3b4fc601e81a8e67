"""What selection tells reports: lists that were approved, and the dossiers on them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.kernel.figures import Figure
from khoso.stages.selection import volumes


def declared() -> list[Figure]:
    # Luật: KH 82 III.2.b, VI.6.a (khối lượng lựa chọn)
    return [
        Figure(
            "selection.lists_approved",
            _("Danh mục đã phê duyệt"),
            _("danh mục"),
            "review",
            volumes.lists_approved,
            volumes.lists_approved_lines,
            order=20,
            about=_("Danh mục tài liệu cần thiết số hóa có quyết định phê duyệt ghi trong Kho Số."),
        ),
        Figure(
            "selection.dossiers_selected",
            _("Hồ sơ được chọn số hóa"),
            _("hồ sơ"),
            "review",
            volumes.dossiers_selected,
            volumes.dossiers_selected_lines,
            order=21,
            about=_("Hồ sơ có tên trong danh mục đã phê duyệt; hồ sơ ở hai danh mục chỉ tính một lần."),
        ),
    ]
