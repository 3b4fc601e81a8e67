"""The tables of docs/measurements/ocr.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bench.ocr.cost import AIM, LIMIT, REST, STEPS, Cost
from bench.ocr.scaling import Scale
from bench.ocr.scoring import LABELS, PLACES, score_by_line
from bench.ocr.steps import NAMES, Outcome, Row, by_group, mean_cer

HEAD = """# Đọc chữ: đúng bao nhiêu, tốn bao nhiêu

Do `python -m bench.ocr --write` ghi. CER là số ký tự sai trên số ký tự đúng ra phải có, WER là số từ sai; trang chỉ có
một phần văn bản được so với đoạn khớp nhất. CPU là giây xử lý của tiến trình, không tính thời gian chờ.
"""


def accuracy(scans: Sequence[Outcome], small: Sequence[Outcome]) -> str:
    """Errors page by page, and where they concentrate."""
    lines = ["## Độ đúng", "", "| trang | CER | WER | CER Tesseract trần | phần |", "|---|---|---|---|---|"]
    for each in [*scans, *small]:
        stock = f"{each.known.stock:.2%}" if each.known.stock is not None else ""
        part = "một phần" if each.known.partial else "cả trang"
        lines.append(f"| {each.known.name} | {each.score.cer:.2%} | {each.score.wer:.2%} | {stock} | {part} |")
    for name, group in (("22 trang quét năm 2010", scans), ("2 ảnh 576 điểm ngang", small)):
        stocks = [each.known.stock or 0.0 for each in group]
        wer = sum(each.score.wer for each in group) / len(group)
        lines.append(
            f"| **trung bình {name}** | **{mean_cer(group):.2%}** | {wer:.2%} | {sum(stocks) / len(stocks):.2%} | |"
        )
    lines += ["", "Lỗi nằm ở đâu (trang quét năm 2010):", "", "| chỗ sai | số lỗi | tỉ lệ |", "|---|---|---|"]
    places = sum((each.score.places for each in scans), Counter[str]())
    total = max(1, sum(places.values()))
    lines += [f"| {LABELS[place]} | {places[place]} | {places[place] / total:.0%} |" for place in PLACES]
    lines += [
        "",
        "Văn bản đối chiếu khác bản ký chừng 0,5–1 %. Văn bản của hai ảnh nhỏ gõ hai cột phần đầu và phần cuối theo "
        f"thứ tự khác; so từng dòng, không kể thứ tự, hai ảnh ấy còn {_apart(small)}.",
        "",
    ]
    return "\n".join(lines)


def _apart(small: Sequence[Outcome]) -> str:
    lines = [score_by_line(each.known.text, each.reading.text).cer for each in small]
    return " và ".join(f"{cer:.2%}" for cer in lines)


def steps(rows: Sequence[Row], shipped: Sequence[Outcome]) -> str:
    """A row for each step, and the errors by kind of page."""
    lines = [
        "## Từng bước làm sạch và sửa",
        "",
        f"Trên {len(shipped)} trang. Mỗi dòng bỏ riêng bước đó: CPU bước đó thêm vào, CER giảm được trung bình mọi "
        "trang và ở loại trang được lợi nhất. Mọi bước chỉ dùng cho bản để đọc; ảnh được giữ không đổi.",
        "",
        "| bước | thêm CPU | CER giảm (điểm %) | loại trang lợi nhất | giảm ở đó | kết luận |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {NAMES[row.step]} | {row.cost:+.1%} | {row.gain * 100:+.2f} | {row.best_group} | "
            f"{row.best_gain * 100:+.2f} | {_verdict(row)} |"
        )
    lines += [
        "",
        "Độ sai còn lại theo loại trang:",
        "",
        "| loại trang | số trang | CER | CPU/trang |",
        "|---|---|---|---|",
    ]
    for name, group in by_group(shipped).items():
        seconds = sum(each.seconds for each in group) / len(group)
        lines.append(f"| {name} | {len(group)} | {mean_cer(group):.2%} | {seconds:.2f} s |")
    lines += [
        "",
        "Không làm: làm thẳng trang lệch dưới 3° (độ đúng lúc tăng lúc giảm). Chưa đo: chế độ nhiều lựa chọn của "
        "Tesseract, đọc lần hai những dòng kém tin.",
    ]
    return "\n".join([*lines, ""])


# Steps that are there for more than right letters.
_FOR_OTHER_REASONS = {
    "scripts": "bật: cho ngôn ngữ, không cho chữ đúng hơn",
    "unrule": "bật: cho thứ tự ô của mục lục và bìa có khung",
    "colourless": "bật: cho tên người ký dưới dấu đỏ",
}


def _verdict(row: Row) -> str:
    if row.step in _FOR_OTHER_REASONS:
        return _FOR_OTHER_REASONS[row.step]
    if max(row.gain, row.best_gain) > 0.0005:
        return "bật"
    return "không lợi: tắt"


def cost(found: Sequence[Cost]) -> str:
    """CPU a page by part, and the ratio."""
    lines = [
        "## Giá so với Tesseract trần",
        "",
        f"Vẽ trang, đọc với mọi bước, lấy trường và ghi PDF/A, so với vẽ trang rồi để riêng Tesseract đọc. "
        f"Giới hạn {LIMIT}, đích {AIM}. Cột cuối không tính vẽ trang ở cả hai bên.",
        "",
        "| bộ | trang | Tesseract trần | vẽ trang | đọc | ghi PDF/A | tỉ số | không vẽ |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for each in found:
        parts = " | ".join(f"{value / each.pages:.3f} s" for value in (each.bare, each.drawn, each.read, each.written))
        lines.append(f"| {each.name} | {each.pages} | {parts} | **{each.ratio:.2f}** | {each.ratio_undrawn:.2f} |")
    lines += ["", "CPU của một lần đọc đi đâu, một trang:", ""]
    lines += [f"| bước | {' | '.join(each.name for each in found)} |", "|---" * (len(found) + 1) + "|"]
    for step in (*STEPS, REST):
        values = " | ".join(f"{1000 * each.steps.get(step, 0.0) / each.pages:.1f} ms" for each in found)
        lines.append(f"| {step} | {values} |")
    return "\n".join([*lines, ""])


def scales(found: Sequence[Scale], word: str) -> str:
    """Pages a second by readers."""
    lines = [
        "## Nhiều tiến trình, nhiều máy",
        "",
        "Các bên đọc lấy trang từ một PostgreSQL và ghi chữ về đó; «máy» là một mạng riêng (network namespace) nối "
        "vào bằng TCP. Tải là số tiến trình chờ CPU ngay trước khi đo; việc khác chạy cùng lúc làm chậm tất cả.",
        "",
        "| cách chạy | trang | trang/giây | so với 1 | CPU/trang | tải trước |",
        "|---|---|---|---|---|---|",
    ]
    for each in found:
        times = each.rate / found[0].rate
        lines.append(
            f"| {each.name} | {each.pages} | {each.rate:.2f} | {times:.2f} | {each.cpu:.2f} s | {each.load:.1f} |"
        )
    return "\n".join([*lines, "", *([word, ""] if word else [])])
