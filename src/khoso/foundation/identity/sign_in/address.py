"""From where a request comes: one answer for the trail, the lock and the networks."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def address_of(request: Any) -> str:
    """The address a request comes from; empty when nobody says.

    What proxies wrote (X-Forwarded-For) counts only when the neighbour is one of ours, read from the right: the first
    one that is no proxy of ours is the visitor. Whatever stands further left the visitor may have invented.
    """
    neighbour = _read(request.META.get("REMOTE_ADDR", ""))
    if neighbour is None:
        return ""
    if not _is_in(neighbour, settings.KHOSO_TRUSTED_PROXIES):
        return str(neighbour)
    nearest = neighbour
    for said in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        address = _read(said)
        if address is None:
            break
        nearest = address
        if not _is_in(address, settings.KHOSO_TRUSTED_PROXIES):
            break
    return str(nearest)


# Headers that only a request somebody passed on carries.
_PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def is_inside(request: Any) -> bool:
    """Whether the request comes from a network of the house (KHOSO_INNER_NETWORKS).

    What a proxy passed on without saying for whom is outside, and so is what passed a proxy the house does not know:
    the proxy's own address, mostly one of the house, says nothing of the visitor.
    """
    address = _read(address_of(request))
    neighbour = _read(request.META.get("REMOTE_ADDR", ""))
    if neighbour is not None and address == neighbour:
        is_proxy = _is_in(neighbour, settings.KHOSO_TRUSTED_PROXIES)
        if is_proxy or any(request.META.get(name) for name in _PASSED_ON):
            return False
    return address is not None and _is_in(address, settings.KHOSO_INNER_NETWORKS)


def _is_in(address: Address, networks: Iterable[Any]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _read(text: str) -> Address | None:
    said = text.strip()
    if said.startswith("["):
        said = said[1:].partition("]")[0]
    elif said.count(":") == 1:
        said = said.partition(":")[0]
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
