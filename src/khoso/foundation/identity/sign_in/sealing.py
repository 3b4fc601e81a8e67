"""Secrets that must be read again are kept sealed in the database: whoever copies it has no codes."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from khoso.kernel.errors import KhosoError
from khoso.kernel.words import noop


class SealBroken(KhosoError):
    """A sealed secret cannot be read: the key it was sealed with is not here."""

    code = "identity.seal_broken"


def seal(text: str) -> str:
    """`text`, readable only with the key of this house."""
    return _keys(settings.KHOSO_FACTOR_KEYS).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises SealBroken when the key is another."""
    try:
        return _keys(settings.KHOSO_FACTOR_KEYS).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBroken(
            noop(
                "Không mở được khóa xác thực đã lưu: tệp khóa «keys/factors» không phải tệp đã dùng khi đăng ký. "
                "Khôi phục tệp đó từ bản sao lưu, hoặc cho đăng ký lại lớp xác thực thứ hai."
            )
        ) from None


@cache
def _keys(path: Path) -> MultiFernet:
    """One key a line, the newest first: all of them open, the first one seals."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_bytes(Fernet.generate_key())
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return MultiFernet([Fernet(line) for line in path.read_text(encoding="ascii").split()])
