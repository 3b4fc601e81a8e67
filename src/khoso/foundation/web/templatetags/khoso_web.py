"""Tags and filters every room's templates may load: `{% load khoso_web %}`."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from khoso.foundation.web import assets, formats, words
from khoso.foundation.web.counting import MOST
from khoso.foundation.web.fragments import fragment
from khoso.kernel import dates
from khoso.kernel.text_vi import is_vietnamese

register = template.Library()
log = logging.getLogger(__name__)

# One word of the room's state → the colour it wears. The word itself is always shown too: colour alone tells nothing
# to people who do not see it.
_TONES = {
    state: tone
    for tone, states in {
        "good": "ok done confirmed stored searchable signed accepted valid verified whole checked",
        "busy": "running check checking reading processing packing ready",
        "wait": "waiting collecting in_lot registered to_confirm proposed read",
        # Passed on without a person having looked is not good news.
        "warn": "warning passed returned rework lacking_gate",
        "bad": "blocked error with_errors failed store_failed refused rejected quarantined missing damaged lost",
    }.items()
    for state in states.split()
}
_SIGNS = {
    "good": "circle-check",
    "busy": "loader",
    "wait": "clock",
    "warn": "alert-triangle",
    "bad": "alert-circle",
    "calm": "circle-dashed",
}


def _built_url(path: str) -> str:
    # The build has put a digest into the name already; going through the static storage would add a second one and the
    # browser would load a module twice, under two names.
    return f"{settings.STATIC_URL}built/{path}"


@register.simple_tag
def vite_asset(name: str, blocking: bool = False) -> SafeString:
    """The `<link>` and `<script>` of a front-end entry. `blocking` runs it before the page is painted."""
    entry = assets.entry(name)
    if entry is None:
        return mark_safe("<!-- Giao diện chưa được dựng: npm ci && npm run build -->")
    styles = format_html_join("", '<link rel="stylesheet" href="{}">', ((_built_url(path),) for path in entry.styles))
    preloads = format_html_join(
        "", '<link rel="modulepreload" href="{}">', ((_built_url(path),) for path in entry.preloads)
    )
    form = '<script src="{}"></script>' if blocking else '<script type="module" src="{}"></script>'
    return styles + preloads + format_html(form, _built_url(entry.script))


@register.simple_tag
def icon(name: str, label: str = "", size: int = 20) -> SafeString:
    """An inline SVG icon. With `label` it speaks to a screen reader; without, it is decoration."""
    shapes = assets.icons()
    if shapes and name not in shapes:
        log.warning("Không có biểu tượng «%s» trong frontend/icons.json.", name)
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        ' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" {voice}>{shape}</svg>',
        size=size,
        voice=voice,
        shape=mark_safe(shapes.get(name, "")),  # noqa: S308 -- shapes come from the build, not from people
    )


@register.simple_tag
def kept_part(template: str, name: str, thing: object) -> SafeString:
    """`template` with `thing` as `name` and nothing else; rendered again only when something of the thing changed."""
    return fragment(template, name, thing)


@register.inclusion_tag("components/badge.html")
def badge(state: object, label: object, as_tone: str = "") -> dict[str, object]:
    """The status of a thing: its word, with a colour and a sign that follow from `state` (or from `as_tone`)."""
    colour = as_tone or tone(state)
    return {"tone": colour, "sign": _SIGNS[colour], "label": label}


@register.simple_tag
def page_json(page: object) -> str:
    """What the page image needs of one page: number, info_url, width, height."""
    return json.dumps(_page(page), ensure_ascii=False)


@register.simple_tag
def pages_json(pages: Iterable[object]) -> str:
    """The same for all pages of an item."""
    return json.dumps([_page(page) for page in pages or ()], ensure_ascii=False)


@register.simple_tag
def finding_boxes(findings: Iterable[object]) -> str:
    """Where on the page the findings are: a list of {box, title}; findings without a place are left out."""
    placed = [{"box": _read(finding, "box"), "title": _read(finding, "message")} for finding in findings or ()]
    return json.dumps([place for place in placed if place["box"]], ensure_ascii=False, default=_plain)


@register.simple_tag(takes_context=True)
def page_link(context: template.Context, number: int, parameter: str = "") -> str:
    """The present address with another page number, in `parameter` (`trang` when none is named)."""
    address = context["request"].GET.copy()
    address[parameter or "trang"] = str(number)
    return f"?{address.urlencode()}"


@register.filter
def vn_number(value: object, decimals: int | None = None) -> str:
    """`12345` → `12.345`."""
    return formats.number(value, decimals)


@register.filter
def vn_capped(value: object) -> str:
    """A number counted by `capped`: `1000` → `999+`, which says that counting stopped there."""
    return f"{formats.number(MOST - 1)}+" if isinstance(value, int) and value >= MOST else formats.number(value)


@register.filter
def vn_date(value: object) -> str:
    """`22/11/2026`."""
    return formats.day(value)


@register.filter
def archival_date(value: object) -> str:
    """`2010`, `07/2010` or `05/07/2010`, with a word before it when it is not sure; "" for none."""
    read = dates.parse(value)
    if read is None:
        return ""
    return _("khoảng {day}").format(day=read.vietnamese) if read.is_uncertain else read.vietnamese


@register.filter
def vn_datetime(value: object) -> str:
    """`22/11/2026 17:05` in Vietnam's zone."""
    return formats.moment(value)


@register.filter
def told(value: object) -> str:
    """What the kernel, an engine or a code table says, in the reader's language."""
    return words.told(value)


@register.filter
def lang_of(text: object) -> SafeString:
    """The `lang` of a name that may stand among translated words: Vietnamese in a page of another language."""
    return SafeString(' lang="vi"' if get_language() != "vi" and is_vietnamese(str(text)) else "")


@register.filter
def percent_of(done: object, total: object) -> int:
    """Whole per cent, rounded down so that 100 means all of it; 0 when there is nothing to do."""
    part, whole = int(done or 0), int(total or 0)  # type: ignore[call-overload]
    return part * 100 // whole if whole else 0


@register.filter
def confidence(value: object) -> str:
    """`0.873` → `87 %`; empty for None."""
    return "" if value is None or value == "" else f"{int(float(value) * 100)} %"  # type: ignore[arg-type]


@register.filter
def tone(state: object) -> str:
    """The colour class of a state: good, busy, wait, warn, bad or calm (unknown states are calm)."""
    return _TONES.get(str(state or "").lower(), "calm")


@register.filter
def json_attr(value: object) -> str:
    """`value` as JSON for a `data-` attribute; the template escapes the quotes."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


@register.filter
def initials(full_name: object) -> str:
    """First letters of the family name and the given name: `Nguyễn Thị Lan` → `NL`."""
    words = str(full_name or "").split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


@register.filter
def where(items: Iterable[object], attribute: str) -> list[object]:
    """The items whose `attribute` is true."""
    return [item for item in items or () if _read(item, attribute)]


@register.filter
def where_not(items: Iterable[object], attribute: str) -> list[object]:
    """The items whose `attribute` is not true."""
    return [item for item in items or () if not _read(item, attribute)]


def _page(page: object) -> dict[str, object]:
    return {name: _read(page, name) for name in ("number", "info_url", "width", "height")}


def _read(item: object, attribute: str) -> object:
    return item.get(attribute) if isinstance(item, dict) else getattr(item, attribute, None)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if hasattr(value, "_asdict"):
        return value._asdict()
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str) else str(value)
