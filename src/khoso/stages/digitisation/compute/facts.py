"""Findings that follow from a page's facts alone: resolution, colour, size. No pixel is needed."""

from __future__ import annotations

from khoso.engines.imaging.port import Layer, Page
from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute.profile import Profile

_ROUNDING = 0.985
"""Scanners and PDF writers round: 198 dpi is a scan at 200."""


def page_layers(page: Page) -> list[Layer]:
    """The layers that together make the page's picture; empty when the page is no scan.

    Usually one background. A page in strips has many details that cover it together; some scanners write
    the whole page as one stencil.
    """
    backgrounds = [layer for layer in page.layers if layer.role == "background"]
    if backgrounds:
        return backgrounds
    parts = [layer for layer in page.layers if layer.coverage >= 0.005]
    return parts if sum(layer.coverage for layer in parts) >= 0.5 else []


def has_colour(page: Page, profile: Profile) -> bool:
    """Whether the page's picture has the colour depth the profile asks; a drawn page has."""
    layers = page_layers(page)
    return not layers or any(layer.colours == "colour" and layer.bits >= profile.min_bits for layer in layers)


def check_resolution(page: Page, profile: Profile) -> list[Finding]:
    """page.low_resolution. A sharp black-and-white mask over a coarse colour background does not count as sharp:

    stamps, signatures and handwriting live in the background, and the law speaks of the colour image.
    # Luật: TT 05/2025 Đ.8.2.a
    """
    layers = page_layers(page)
    if not layers:
        return []
    lowest = min(layer.dpi for layer in layers)
    if lowest >= profile.min_dpi * _ROUNDING:
        return []
    masks = [layer.dpi for layer in page.layers if layer.role == "mask" and layer not in layers]
    if masks and max(masks) > lowest:
        how = f"nền màu chỉ {lowest:.0f} dpi dưới lớp chữ đen trắng {max(masks):.0f} dpi"
    elif not page.dpi_known:
        how = f"tệp không ghi độ phân giải; tính theo khổ A4 thì khoảng {lowest:.0f} dpi"
    else:
        how = f"độ phân giải {lowest:.0f} dpi"
    message = f"Trang {page.number}: {how}, cần từ {profile.min_dpi} dpi ({profile.law}); hãy quét lại."
    return [Finding("page.low_resolution", Severity.ERROR, message, page=page.number)]


def check_colour(page: Page, profile: Profile) -> list[Finding]:
    """page.not_colour: the scan has fewer bits than the law's 24.

    # Luật: TT 05/2025 Đ.8.2.a
    """
    if has_colour(page, profile):
        return []
    bits = max(layer.bits for layer in page_layers(page))
    kind = "đen trắng" if bits == 1 else "xám hoặc bảng màu"
    wanted = f"cần ảnh màu từ {profile.min_bits} bit ({profile.law})"
    message = f"Trang {page.number}: ảnh {kind} {bits} bit, {wanted}; hãy quét màu."
    return [Finding("page.not_colour", Severity.ERROR, message, page=page.number)]


def check_size(page: Page, profile: Profile) -> list[Finding]:
    """page.wrong_size: the page is not near any paper size, so its scale is in doubt.

    # Luật: TT 05/2025 Đ.8.1 - tỷ lệ 100 %
    """
    if not page.dpi_known:
        return []
    width, height = page.size_mm
    short, long = sorted((width, height))
    for a, b in profile.sizes:
        if abs(short - a) <= a * profile.size_tolerance and abs(long - b) <= b * profile.size_tolerance:
            return []
    message = (
        f"Trang {page.number}: khổ {width:.0f}×{height:.0f} mm không giống khổ giấy nào; "
        "hãy kiểm tra tỷ lệ quét có đúng 100 % không."
    )
    return [Finding("page.wrong_size", Severity.WARNING, message, page=page.number)]
