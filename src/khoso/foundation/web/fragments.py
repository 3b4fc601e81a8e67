"""Parts of pages that look the same for everybody who may see them, rendered once as long as they say the same."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST_KEPT = 4000

_kept: OrderedDict[tuple[str, str | None, str], SafeString] = OrderedDict()
_lock = Lock()


def fragment(template: str, name: str, thing: Any) -> SafeString:
    """`template` rendered with nothing but `thing`, called `name` there, in the reader's language.

    What `repr` of the thing leaves out must not show: the part is rendered again only when that changes.
    """
    key = (template, get_language(), repr(thing))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    rendered = render_to_string(template, {name: thing})
    with _lock:
        _kept[key] = rendered
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return rendered
