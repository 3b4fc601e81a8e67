"""Functions that behave well and badly, to be run under limits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from khoso.kernel.errors import FileRefused


def add(a: int, b: int = 0) -> int:
    return a + b


def echo(data: bytes) -> bytes:
    return data


def refuse() -> None:
    raise FileRefused("file.encrypted", "Tệp có mật khẩu.")


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def spin() -> None:
    while True:
        pass


def eat_memory(size: int) -> int:
    return len(bytearray(size))


def kill_myself() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def leave() -> None:
    os._exit(3)


def divide() -> float:
    return 1 / 0


def unpicklable() -> Any:
    return lambda: None


def write_big(path: str, size: int) -> None:
    Path(path).write_bytes(bytes(size))


def leave_a_daemon(note: str) -> None:
    """Start a process that detaches itself, note its number and wait for ever."""
    code = "import time; time.sleep(600)"
    child = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    Path(note).write_text(str(child.pid))
    time.sleep(600)


def leave_a_daemon_and_return(note: str) -> str:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    Path(note).write_text(str(child.pid))
    return "done"


def where() -> str:
    return str(Path.cwd())
