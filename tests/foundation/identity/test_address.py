"""From where a request comes: what a visitor writes about that is believed from our own proxies only."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from django.test import RequestFactory

from khoso.foundation.identity.sign_in.address import address_of, is_inside

pytestmark = [pytest.mark.luat("QCVN 12:2026"), pytest.mark.mission("X1")]


@pytest.mark.parametrize(
    ("neighbour", "said", "address"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "10.0.0.1", "203.0.113.9"),
        ("192.0.2.1", "203.0.113.9", "203.0.113.9"),
        ("192.0.2.1", "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        ("192.0.2.1", "203.0.113.9, 192.0.2.2", "203.0.113.9"),
        ("192.0.2.1", "không phải địa chỉ", "192.0.2.1"),
        ("192.0.2.1", "10.0.0.1, rác", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9:4711", "203.0.113.9"),
        ("192.0.2.1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("192.0.2.1", "", "192.0.2.1"),
        ("::ffff:203.0.113.9", "", "203.0.113.9"),
        ("", "", ""),
    ],
)
def test_what_proxies_wrote_counts_only_when_they_are_ours(
    neighbour: str, said: str, address: str, settings: Any
) -> None:
    settings.KHOSO_TRUSTED_PROXIES = [ipaddress.ip_network("192.0.2.0/24")]
    request = RequestFactory().get("/", REMOTE_ADDR=neighbour, HTTP_X_FORWARDED_FOR=said)
    assert address_of(request) == address


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("10.20.30.40", True),
        ("172.31.0.1", True),
        ("172.32.0.1", False),
        ("192.168.1.9", True),
        ("fd00::1", True),
        ("8.8.8.8", False),
        ("2001:db8::1", False),
        ("", False),
    ],
)
def test_loopback_and_private_networks_are_inside_unless_the_house_says_otherwise(address: str, inside: bool) -> None:
    assert is_inside(RequestFactory().get("/", REMOTE_ADDR=address)) == inside


@pytest.mark.django_db
def test_the_trail_names_the_same_address_as_the_lock(settings: Any) -> None:
    from axes.models import AccessAttempt
    from django.test import Client

    from khoso.foundation.audit.models import AuditEntry

    settings.KHOSO_TRUSTED_PROXIES = [ipaddress.ip_network("192.0.2.0/24")]
    client = Client(REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR="10.0.0.1, 203.0.113.9")
    client.post("/dang-nhap", {"username": "khong-co", "password": "Khong-phai-2@"})
    entry = AuditEntry.objects.get(verb="identity.session.refuse")
    assert (entry.address, AccessAttempt.objects.get().ip_address) == ("203.0.113.9", "203.0.113.9")
