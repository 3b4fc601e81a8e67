"""What is told in a watched folder itself: how far its delivery is, and what is wrong with which file."""

from __future__ import annotations

from khoso.foundation.web.words import told
from khoso.stages.digitisation import queries
from khoso.stages.digitisation.labels import finding_label
from khoso.stages.digitisation.models import WatchedArrival

_MARKS = {"error": "LỖI", "warning": "Cảnh báo", "info": "Ghi nhận"}
_OF_EACH = 200


def report_of(arrival: WatchedArrival) -> str:
    """The text of the findings; "" while nothing is to be told."""
    if arrival.problem and arrival.taken_look != arrival.look:
        return f"CHƯA NHẬN\n\n{told(arrival.problem)}\n"
    delivery = arrival.delivery
    if delivery is None:
        return ""
    if delivery.failure:
        return f"KHÔNG NHẬP ĐƯỢC\n\n{told(delivery.failure)}\n"
    if delivery.file_count is None:
        return ""
    files = queries.file_progress([delivery.pk])[delivery.pk]
    lines = [
        "ĐÃ NHẬN",
        "",
        f"Lô: {delivery.folder_name}",
        f"Tệp: {files['files']}; đã kiểm tra: {files['checked']}; không nhận: {files['stopped']}.",
        "",
    ]
    if files["checked"] < files["files"]:
        # Written once at the end: a report that changes every minute is read by nobody.
        return "\n".join([*lines[:3], f"Tệp: {files['files']}; đang kiểm tra, kết quả ghi ở đây khi xong.", ""])
    counts = queries.finding_counts(delivery.pk)
    if not counts:
        lines.append("Máy không thấy gì sai.")
    first = queries.first_findings(delivery.pk, of_each=_OF_EACH)
    for code, severity, count in counts:
        lines.append(f"{_MARKS.get(severity, severity)}: {finding_label(code)} ({code}): {count} chỗ")
        if severity != "info":
            lines += [f"  - {told(row.message)}" for row in first[code]]
            if count > _OF_EACH:
                lines.append(f"  … và {count - _OF_EACH} chỗ nữa, xem trên màn hình của lô.")
        lines.append("")
    return "\n".join(lines) + "\n"
