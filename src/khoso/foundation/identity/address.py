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


def is_inside(request: Any) -> bool:
    """Whether the request comes from a network of the house (KHOSO_INNER_NETWORKS)."""
    address = _read(address_of(request))
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
