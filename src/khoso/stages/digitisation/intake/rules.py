"""Decisions about what may be sent: names, sizes, pieces."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from khoso.kernel.words import Sentence, noop
from khoso.stages.digitisation.compute.names import leads_out, printable
from khoso.stages.digitisation.intake.errors import UploadRefused, WrongPath

# What one request may carry: small enough that a server of 4 threads stays flat, large enough that a network is full.
MOST_BUNDLE_BYTES = 8 * 2**20
MOST_BUNDLE_FILES = 256
CHUNK_BYTES = 8 * 2**20
# From this size on a file travels alone, in pieces.
ALONE_FROM = 4 * 2**20
MOST_LISTED = 2_000
MOST_FILES = 300_000
# The check reads no larger file.
MOST_FILE_BYTES = 4 * 2**30
LONGEST_PATH = 900
_DEEPEST = 30

_SHA256 = re.compile(r"[0-9a-f]{64}")
# Names a scanning station's own system leaves behind: never sent, never missed.
_LITTER = re.compile(r"^(thumbs\.db|desktop\.ini|\.ds_store|~\$.*|\._.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Announced:
    """A file as the sender announces it."""

    path: str
    size: int
    modified: int
    sha256: str = ""


def clean_path(path: str) -> str:
    """The path as it is kept: normalised, forward slashes. Raises WrongPath for one that leads anywhere else."""
    text = unicodedata.normalize("NFC", path.replace("\\", "/"))
    shown = printable(text[:120])
    if not text.strip() or len(text) > LONGEST_PATH:
        raise WrongPath(Sentence("Tên tệp «{path}» trống hoặc quá dài; đặt tên ngắn hơn rồi gửi lại.", path=shown))
    if leads_out(text) or not text.isprintable():
        raise WrongPath(
            Sentence(
                "Đường dẫn «{path}» dẫn ra ngoài thư mục hoặc có ký tự không đọc được; tệp này không được nhận, các "
                "tệp khác vẫn gửi bình thường. Đổi tên rồi chọn lại thư mục.",
                path=shown,
            )
        )
    parts = text.split("/")
    if len(parts) > _DEEPEST or any(part in ("", ".") or part != part.strip() for part in parts):
        raise WrongPath(
            Sentence("Đường dẫn «{path}» có thư mục không tên hoặc quá nhiều cấp; đổi tên rồi gửi lại.", path=shown)
        )
    return text


def is_litter(path: str) -> bool:
    """Whether a file is nothing a person made."""
    return bool(_LITTER.match(PurePosixPath(path).name))


def announced(told: object, *, with_digest: bool) -> Announced:
    """One file of a list sent by the browser. Raises UploadRefused, WrongPath."""
    if not isinstance(told, dict):
        raise _nonsense()
    path, size, modified = told.get("path"), told.get("size"), told.get("modified", 0)
    digest = told.get("sha256", "")
    if not isinstance(path, str) or not isinstance(digest, str):
        raise _nonsense()
    if not isinstance(size, int) or not isinstance(modified, int) or not (_is_count(size) and _is_count(modified)):
        raise _nonsense()
    path = clean_path(path)
    if size > MOST_FILE_BYTES:
        raise UploadRefused(
            Sentence("Tệp «{path}» lớn quá {most} GB; chia nhỏ rồi gửi lại.", path=path, most=MOST_FILE_BYTES // 2**30)
        )
    if with_digest and not _SHA256.fullmatch(digest):
        raise _nonsense()
    return Announced(path, size, modified, digest)


def _is_count(value: int) -> bool:
    return not isinstance(value, bool) and 0 <= value < 2**53


def _nonsense() -> UploadRefused:
    return UploadRefused(noop("Danh sách tệp gửi lên không đúng mẫu; tải lại trang rồi chọn lại thư mục."))
