"""The verbs of `./dev`, one function each; the first line of its docstring is what `./dev` shows."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

from devtools import prepare
from devtools.machine import CannotGoOn

PLACES = ["src", "tests", "bench", "devtools", "dev"]
FAST = "not slow and not browser"


def setup(args: list[str]) -> int:
    """cài mọi thứ còn thiếu / install what is missing            [--browser] [--again]"""
    prepare.prepare(tests="--browser" in args, browser="--browser" in args, database=True, again="--again" in args)
    prepare.say(f"Sẵn sàng / ready: {prepare.KHOSO.relative_to(prepare.ROOT)}, ./dev run")
    return 0


def run(args: list[str]) -> int:
    """chạy Kho Số / run it    [--port N] [--delivery DIR] [--legacy REASON] [--no-demo]"""
    if not prepare.is_fresh():
        prepare.prepare()
    demo = [] if "--no-demo" in args or "--demo" in args else ["--demo"]
    os.execv(prepare.KHOSO, ["khoso", "serve", *demo, *args])


def test(args: list[str]) -> int:
    """chạy kiểm thử / run the tests                   [--fast] [pytest arguments]"""
    fast = "--fast" in args
    rest = [arg for arg in args if arg != "--fast"]
    prepare.prepare(tests=True, browser=not fast)
    chosen = ["-m", FAST] if fast else []
    # What is heavy in these tests is one process each, so as many run at once as there are cores.
    many = [] if any(arg in ("-n", "-x", "--pdb") or arg.startswith("-n") for arg in rest) else ["-n", str(_cores())]
    return _python("-m", "pytest", *many, "--dist", "loadfile", *chosen, *rest)


def check(args: list[str]) -> int:
    """định dạng, lỗi, kiểu, ranh giới / format, lint, types, contracts"""
    prepare.prepare()
    tools = prepare.VENV / "bin"
    asked: list[tuple[str, list[object]]] = [
        ("ruff format", [tools / "ruff", "format", "--check", "--quiet", *PLACES]),
        ("ruff check", [tools / "ruff", "check", "--quiet", *PLACES]),
        ("lint-imports", [tools / "lint-imports"]),
        ("mypy", [tools / "mypy", "--no-error-summary"]),
    ]
    tsc = prepare.FRONT / "node_modules" / ".bin" / "tsc"
    if tsc.exists():
        asked.append(("tsc", ["env", f"PATH={prepare.node_path()}", tsc, "--noEmit", "-p", prepare.FRONT]))
    wrong = []
    for name, command in asked:
        done = subprocess.run([str(part) for part in command], cwd=prepare.ROOT, capture_output=True, text=True)
        prepare.say(f"{'ok ' if done.returncode == 0 else 'SAI'}  {name}")
        if done.returncode != 0:
            wrong.append(name)
            prepare.say(done.stdout + done.stderr)
    return 1 if wrong else 0


def fmt(args: list[str]) -> int:
    """sửa định dạng, vẽ lại docs/ được sinh / format the code, redraw generated docs"""
    prepare.prepare()
    ruff = prepare.VENV / "bin" / "ruff"
    subprocess.run([ruff, "check", "--fix", "--quiet", "--select", "I", *PLACES], cwd=prepare.ROOT, check=False)
    done = subprocess.run([ruff, "format", *PLACES], cwd=prepare.ROOT, check=False).returncode
    return max(done, _map("routes"), _map("mission"))


def bench(args: list[str]) -> int:
    """đo tốc độ / benchmarks: list them, or run one            [name] [arguments]"""
    found = _benches()
    if not args:
        for name, module in found.items():
            prepare.say(f"{name:24} python -m {module}")
        return 0
    if args[0] not in found:
        raise CannotGoOn(f"Không có phép đo «{args[0]}» / no such bench. Có / there are: {', '.join(found)}")
    prepare.prepare()
    return _python("-m", found[args[0]], *args[1:])


def news(args: list[str]) -> int:
    """tin nào, phòng nào nghe / which news, who listens"""
    return _map("news")


def words(args: list[str]) -> int:
    """gom câu chữ cần dịch, báo chỗ thiếu / collect texts, tell what lacks English"""
    prepare.prepare()
    return _python("-m", "devtools.words")


def map_(args: list[str]) -> int:
    """các phòng và biển tên / the rooms and their signs  [--routes] [--mission]: write docs/"""
    asked = [arg.removeprefix("--") for arg in args] or ["rooms"]
    return max(_map(name) for name in asked)


VERBS: dict[str, Callable[[list[str]], int]] = {
    "setup": setup,
    "run": run,
    "test": test,
    "check": check,
    "fmt": fmt,
    "bench": bench,
    "news": news,
    "map": map_,
    "words": words,
}


def main(args: list[str]) -> int:
    """Run one verb. Exit codes: that of the verb, 2 unknown verb, 3 something is missing on this machine."""
    if not args or args[0] in ("-h", "--help", "help"):
        for name, verb in VERBS.items():
            prepare.say(f"./dev {name:6} {(verb.__doc__ or '').splitlines()[0]}")
        return 0
    if args[0] not in VERBS:
        prepare.say(f"Không có lệnh «{args[0]}» / no such verb. ./dev liệt kê các lệnh / lists them.")
        return 2
    try:
        return VERBS[args[0]](args[1:])
    except CannotGoOn as missing:
        print(missing, file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130


def _map(name: str) -> int:
    prepare.prepare()
    return _python("-m", "devtools.maps", name)


def _python(*args: str) -> int:
    """Run the environment's Python in the checkout and give its exit code; Ctrl-C is left to it."""
    process = subprocess.Popen([prepare.PYTHON, *args], cwd=prepare.ROOT)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the tests stop by themselves and say where they were


def _cores() -> int:
    return max(1, min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1))


def _benches() -> dict[str, str]:
    """Bench name → module: every module of bench/ that can be run by itself."""
    found = {}
    folder = prepare.ROOT / "bench"
    for file in sorted(folder.rglob("*.py")):
        if "__main__" not in (file.name + file.read_text()):
            continue
        parts = file.relative_to(folder).with_suffix("").parts
        names = [part for part in parts if part not in ("__main__", "bench")]
        module = ".".join(("bench", *(part for part in parts if part != "__main__")))
        found["-".join(names) or "all"] = module
    return found
