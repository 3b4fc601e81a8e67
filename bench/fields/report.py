"""The figures as text and as a page of docs: tables, the reliability diagram drawn in letters and as SVG."""

from __future__ import annotations

from collections.abc import Sequence

from bench.fields.measuring import Tallies, Tally, bins, calibration_error, held, wilson

LABELS = {
    "kind": "Tên loại", "number": "Số", "notation": "Ký hiệu", "issued_date": "Ngày văn bản", "place": "Địa danh",
    "issuer": "Cơ quan ban hành", "superior": "Cơ quan cấp trên", "subject": "Trích yếu", "signer": "Người ký",
    "post": "Chức vụ", "recipients": "Nơi nhận", "urgency": "Độ khẩn", "secrecy": "Độ mật", "language": "Ngôn ngữ",
    "page_count": "Số trang", "seals": "Con dấu", "signatures": "Chữ ký", "tables": "Bảng", "maps": "Bản đồ, bản vẽ",
    "autograph": "Bút tích",
}  # fmt: skip
HEAD = (
    "| Trường | n | đúng | để trống | sai | đúng / n (95 %) | không có mà bịa | viết tay báo được "
    "| in mà báo viết tay |"
)


def _share(right: int, n: int) -> str:
    if not n:
        return "–"
    low, high = wilson(right, n)
    return f"{100 * right / n:.1f} % ({100 * low:.1f}–{100 * high:.1f})"


def table(tallies: Tallies) -> list[str]:
    """One row a field."""
    out = [HEAD, "|" + "---|" * 9]
    for name, label in LABELS.items():
        tally = tallies.get(name)
        if tally is None:
            continue
        hand = f"{tally.flagged}/{tally.hand}: {_share(tally.flagged, tally.hand)}" if tally.hand else "–"
        flagged = f"{tally.printed_flagged}/{tally.printed}" if tally.printed_flagged else "0"
        if name == "autograph":
            out.append(f"| {label} | – | – | – | – | – | – | {hand} | {flagged} |")
            continue
        absent = f"{tally.invented}/{tally.absent}" if tally.absent else "–"
        out.append(
            f"| {label} | {tally.n} | {tally.right} | {tally.empty} | {tally.wrong} | {_share(tally.right, tally.n)} "
            f"| {absent} | {hand} | {flagged} |"
        )
    return out


def subject_line(tallies: Tallies) -> str:
    """The mean similarity of the subject to the page's own words."""
    alike = tallies["subject"].alike
    mean = sum(alike) / len(alike) if alike else 0.0
    spread = (sum((one - mean) ** 2 for one in alike) / max(1, len(alike) - 1)) ** 0.5
    reach = 1.96 * spread / max(1, len(alike)) ** 0.5
    return f"Trích yếu: độ giống trung bình từng chữ {mean:.3f} ± {reach:.3f} (95 %, n = {len(alike)})."


def sureness(tallies: Tallies) -> list[str]:
    """Of what is claimed with 0.9 or more, how much is right; the calibration error; one row a field."""
    out = ["| Trường | giá trị đưa ra | từ 0,9 trở lên | trong đó đúng (95 %) | sai số hiệu chỉnh |", "|" + "---|" * 5]
    for name, label in LABELS.items():
        tally = tallies.get(name)
        if tally and tally.claims:
            sure, right = held(tally.claims)
            out.append(
                f"| {label} | {len(tally.claims)} | {sure} | {_share(right, sure)} "
                f"| {calibration_error(tally.claims):.3f} |"
            )
    everything = all_claims(tallies)
    sure, right = held(everything)
    error = calibration_error(everything)
    out.append(f"| **Tất cả** | {len(everything)} | {sure} | {_share(right, sure)} | {error:.3f} |")
    return out


def all_claims(tallies: Tallies) -> list[tuple[float, bool]]:
    """The claims of every field together."""
    return [claim for tally in tallies.values() for claim in tally.claims]


def diagram(claims: Sequence[tuple[float, bool]]) -> list[str]:
    """The reliability diagram in letters: what was claimed, what was right."""
    out = [f"{'tin cậy':>10} {'n':>6} {'tuyên bố':>9} {'đúng':>7}  0 % {'':>42} 100 %"]
    for low, mean, n, right in bins(claims):
        share = right / n
        bar = list("─" * round(50 * share) + " " * (50 - round(50 * share)))
        bar[min(49, round(50 * mean))] = "┃"
        out.append(f"{'từ ' + format(low, '.2f'):>10} {n:>6} {mean:>9.3f} {share:>7.3f}  {''.join(bar)}")
    return out


def svg(claims: Sequence[tuple[float, bool]]) -> str:
    """The reliability diagram as a picture: claimed across, right upwards, 95 % intervals as strokes."""
    side, edge = 320, 46

    def x(value: float) -> float:
        return edge + value * side

    def y(value: float) -> float:
        return 10 + (1 - value) * side

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side + edge + 20} {side + edge + 10}" role="img" '
        'font-family="sans-serif" font-size="11">',
        "<title>Độ tin cậy tuyên bố và phần đúng thật</title>",
        f'<rect width="{side + edge + 20}" height="{side + edge + 10}" fill="#fff"/>',
        f'<path d="M{x(0)} {y(0)}H{x(1)}M{x(0)} {y(0)}V{y(1)}" stroke="#555" fill="none"/>',
        f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#bbb" stroke-dasharray="4 3"/>',
    ]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(f'<text x="{x(tick):.0f}" y="{y(0) + 15:.0f}" text-anchor="middle">{tick:.2f}</text>')
        parts.append(f'<text x="{x(0) - 6:.0f}" y="{y(tick) + 4:.0f}" text-anchor="end">{tick:.2f}</text>')
    for _, mean, n, right in bins(claims):
        low, high = wilson(right, n)
        parts.append(f'<path d="M{x(mean):.1f} {y(low):.1f}V{y(high):.1f}" stroke="#2f6f9f" stroke-width="2"/>')
        parts.append(f'<circle cx="{x(mean):.1f}" cy="{y(right / n):.1f}" r="4" fill="#2f6f9f"/>')
    parts.append(f'<text x="{x(0.5):.0f}" y="{y(0) + 31:.0f}" text-anchor="middle">độ tin cậy tuyên bố</text></svg>')
    return "\n".join(parts) + "\n"


def mistakes(tallies: Tallies, most: int) -> list[str]:
    """The first mistakes of every field."""
    out = []
    for name, tally in tallies.items():
        out += [f"  {name}: {one}" for one in _told(tally, most)]
    return out


def _told(tally: Tally, most: int) -> list[str]:
    return tally.mistakes[:most]
