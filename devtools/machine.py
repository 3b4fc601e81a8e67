"""What the machine must have beside Python: looked for by what is needed, installed by apt when that is allowed."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_DEJAVU = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class CannotGoOn(Exception):
    """Set-up stops here; the message says what to do. The exit code is 3, as for any missing engine."""


@dataclass(frozen=True)
class Need:
    """Something outside Python, the package that brings it, and how to see that it is there."""

    package: str
    why: str
    present: Callable[[], bool]


def _any_file(patterns: Iterable[str]) -> bool:
    root = Path("/")
    return any(next(root.glob(pattern.lstrip("/")), None) for pattern in patterns)


def _has_vietnamese_model() -> bool:
    name = "vie.traineddata"
    if prefix := os.environ.get("TESSDATA_PREFIX"):
        return _any_file([f"{prefix}/{name}", f"{prefix}/tessdata/{name}"])
    return _any_file(
        [
            f"/usr/share/tesseract-ocr/*/tessdata/{name}",
            f"/usr/share/tesseract-ocr/tessdata/{name}",
            f"/usr/share/tessdata/{name}",
            f"/usr/local/share/tessdata/{name}",
        ]
    )


def _has_libmagic() -> bool:
    return _any_file(["/usr/lib/*/libmagic.so.1", "/usr/lib/libmagic.so.1", "/usr/lib64/libmagic.so.1"])


def _has_stamp_font() -> bool:
    folders = ("/usr/share/texmf/fonts", "/usr/share/fonts", "/usr/share/texlive/texmf-dist/fonts/opentype")
    own = (str(Path.home() / ".fonts"), str(Path.home() / ".local/share/fonts"), "/usr/local/share/fonts")
    return _any_file(f"{folder}/**/texgyretermes-regular.otf" for folder in (*folders, *own))


def browser() -> str | None:
    """The Chromium of this machine."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def writer() -> str | None:
    """The LibreOffice of this machine."""
    return shutil.which("soffice") or shutil.which("libreoffice")


PRODUCT = (
    Need("tesseract-ocr", "đọc chữ / OCR", _has_vietnamese_model),
    Need("tesseract-ocr-vie", "đọc chữ tiếng Việt / Vietnamese OCR model", _has_vietnamese_model),
    Need("libmagic1", "nhận dạng tệp / file identification", _has_libmagic),
    Need("fonts-texgyre", "phông chữ của chữ ký số / font of visible signatures", _has_stamp_font),
)
MAKE_VENV = Need("python3-venv", "tạo môi trường Python / Python environments", lambda: bool(find_spec("ensurepip")))
TESTS = (
    Need("poppler-utils", "chữ trong PDF / text of PDFs, in tests", lambda: shutil.which("pdftotext") is not None),
    Need("qpdf", "kiểm tra PDF / checking PDFs, in tests", lambda: shutil.which("qpdf") is not None),
    Need("fonts-dejavu-core", "phông chữ / a font for test pages", lambda: _any_file([_DEJAVU])),
)
WRITER = Need(
    "libreoffice-writer-nogui",
    "mở DOCX như người dùng / opening DOCX as people do, in tests",
    lambda: writer() is not None,
)
BROWSER = Need("chromium", "kiểm thử trên trình duyệt / browser tests", lambda: browser() is not None)


def provide(needs: Iterable[Need], say: Callable[[str], None]) -> None:
    """Install what is missing. Raises CannotGoOn with the one command to run when this user may not install."""
    missing = [need for need in needs if not need.present()]
    if not missing:
        return
    packages = [need.package for need in missing]
    become = _become_root()
    if become is None or not shutil.which("apt-get"):
        reasons = "; ".join(f"{need.package} ({need.why})" for need in missing)
        raise CannotGoOn(
            f"Máy còn thiếu / missing: {reasons}\n"
            f"Hãy chạy một lần / run once:\n\n    sudo apt-get install -y {' '.join(packages)}\n"
        )
    say("Cài gói hệ thống / system packages: " + " ".join(packages))
    if not _apt(become, packages):
        # The machine's list of packages is old or was never fetched.
        subprocess.run([*become, "apt-get", "update", "-qq"], check=False)
        if not _apt(become, packages, quiet=False):
            raise CannotGoOn(
                f"Không cài được / could not install: {' '.join(packages)}. Xem thông báo ở trên / see above."
            )
    absent = [need.package for need in missing if not need.present()]
    if absent:
        raise CannotGoOn(
            f"Đã cài nhưng không thấy / installed but not found: {' '.join(absent)} ({platform.platform()})"
        )


def _become_root() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    return ["sudo", "-n"] if allowed else None


def _apt(become: list[str], packages: list[str], quiet: bool = True) -> bool:
    command = [*become, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq"]
    command += ["--no-install-recommends", *packages]
    return subprocess.run(command, capture_output=quiet, check=False).returncode == 0
