"""What was signed, by whom, when: one record for each file signed, however often it is told."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from tests.house import MOMENT

from khoso.foundation.audit.models import AuditEntry
from khoso.instruments.signing.actions import record_signature
from khoso.instruments.signing.models import SignatureRecord
from khoso.instruments.signing.queries import signature_of

pytestmark = [pytest.mark.django_db, pytest.mark.luat("TT05 Đ.8.1.c")]


@dataclass(frozen=True)
class Signed:
    before: str = "a" * 64
    after: str = "b" * 64
    file: str = "tep-1"

    def told(self) -> SignatureRecord:
        return record_signature(
            subject=("file", self.file),
            sha256_before=self.before,
            sha256_after=self.after,
            signer_name="Ủy ban nhân dân xã Mẫu",
            signed_at=MOMENT,
            profile="PAdES-B-T",
            certificate_fingerprint="c" * 64,
            is_demonstration=True,
        )


def test_a_signature_is_recorded_once_and_audited_once() -> None:
    first = Signed().told()
    assert Signed().told() == first
    assert AuditEntry.objects.filter(verb="signing.file.sign").count() == 1


def test_other_bytes_or_another_file_are_another_signature() -> None:
    Signed().told()
    replace(Signed(), before="d" * 64).told()
    replace(Signed(), file="tep-2").told()
    assert SignatureRecord.objects.count() == 3


def test_the_latest_signature_of_a_file_is_told() -> None:
    Signed().told()
    latest = replace(Signed(), before="d" * 64).told()
    assert signature_of("file", "tep-1") == latest
    assert signature_of("file", "chưa ký") is None


def test_what_the_demonstration_key_signed_says_so_for_ever() -> None:
    assert Signed().told().is_demonstration
