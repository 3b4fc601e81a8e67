"""Signatures a second in one process, against the bare RSA operation (the limit) on the same key.

Run: python bench/sign.py [file.pdf]
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import pikepdf

from khoso.engines.signatures.memory import TestSigner
from khoso.engines.signatures.pyhanko import sign_pdf

ROUNDS = 60


def main() -> None:
    signer, at = TestSigner(), datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        out, source = Path(folder) / "out.pdf", Path(folder) / "in.pdf"
        if len(sys.argv) > 1:
            source = Path(sys.argv[1])
        else:
            pdf = pikepdf.new()
            pdf.add_blank_page(page_size=(595, 842))
            pdf.save(source)
        sign_pdf(source, out, signer=signer, signer_name="Sở Nội vụ thành phố Đồng Nai", at=at)
        start = time.perf_counter()
        for _ in range(ROUNDS):
            sign_pdf(source, out, signer=signer, signer_name="Sở Nội vụ thành phố Đồng Nai", at=at)
        ours = ROUNDS / (time.perf_counter() - start)
    start = time.perf_counter()
    for _ in range(ROUNDS):
        signer.sign(b"x" * 64, "sha256")
    limit = ROUNDS / (time.perf_counter() - start)
    print(f"sign: {ours:.1f} chữ ký/giây · giới hạn RSA-2048: {limit:.0f}/giây · tỉ lệ {ours / limit:.2f} · đích ≥ 20")


if __name__ == "__main__":
    main()
