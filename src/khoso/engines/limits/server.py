"""The process that forks one worker per limited call.

It has one thread, imports each target's module once and so hands every worker warm libraries for the price of
a fork. It never touches a file of a delivery. Between it and the worker stands a keeper that ends the worker
when its time is over and ends everything the worker left behind, even what detached itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import pickle
import resource
import signal
import socket
import sys
import time
import traceback
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_FDS_PER_CALL = 2
_NO_ROOM = ("No space left on device", "Disk quota exceeded")


def main(control_fd: int) -> None:
    """Serve calls from the control socket until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control = socket.socket(fileno=control_fd)
    control.set_inheritable(False)
    imported: dict[str, str] = {}
    while True:
        message, fds, _, _ = socket.recv_fds(control, 65536, _FDS_PER_CALL)
        if not message:
            return
        module = message.decode()
        if module not in imported:
            imported[module] = _import(module)
        pid = os.fork()
        if pid == 0:
            _as_keeper(control, imported[module], *fds)
        for fd in fds:
            os.close(fd)


def _import(module: str) -> str:
    """Import `module` and let it warm up; the traceback when that fails, else an empty text."""
    try:
        warm_up = getattr(importlib.import_module(module), "warm_up", None)
        if callable(warm_up):
            warm_up()
    except BaseException:  # noqa: BLE001 - the server must outlive a module that cannot be imported
        return traceback.format_exc()
    return ""


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def _as_keeper(control: socket.socket, import_trouble: str, job_fd: int, status_fd: int) -> None:
    """Fork the worker, wait for it no longer than its time, clear up after it, tell how it ended."""
    status: dict[str, Any] = {"ended": "lost"}
    try:
        control.close()
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        _prctl(_PR_SET_CHILD_SUBREAPER, 1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        job = socket.socket(fileno=job_fd)
        request = _receive(job)
        worker = os.fork()
        if worker == 0:
            os.close(status_fd)
            _as_worker(job, request, import_trouble)
        job.close()
        status = _await(worker, request["limits"].seconds)
        os.write(status_fd, json.dumps(status).encode())
    finally:
        os._exit(0)


def _receive(job: socket.socket) -> dict[str, Any]:
    header = _exactly(job, 8)
    request: dict[str, Any] = pickle.loads(_exactly(job, int.from_bytes(header, "big")))  # noqa: S301 - from our parent
    return request


def _exactly(job: socket.socket, size: int) -> bytes:
    parts = []
    while size:
        part = job.recv(min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _await(worker: int, seconds: float) -> dict[str, Any]:
    """Wait for the worker or its deadline; afterwards nothing it started is alive."""
    deadline = time.monotonic() + seconds
    timed_out = False
    while True:
        ended = os.waitid(os.P_PID, worker, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if ended is not None:
            break
        left = deadline - time.monotonic()
        if left <= 0:
            timed_out = True
            break
        signal.sigtimedwait({signal.SIGCHLD}, min(left, 5.0))
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(worker, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(worker, signal.SIGKILL)
    _, code, usage = os.wait4(worker, 0)
    _end_orphans()
    if timed_out:
        return {"ended": "timeout"}
    if os.WIFSIGNALED(code):
        return {"ended": "signal", "signal": os.WTERMSIG(code), "rss": usage.ru_maxrss * 1024}
    return {"ended": "exit", "exit": os.WEXITSTATUS(code)}


def _end_orphans() -> None:
    """Kill and reap every process that was handed to this keeper when its own parent went away."""
    while True:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        for pid in _children_of(os.getpid()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        signal.sigtimedwait({signal.SIGCHLD}, 0.02)


def _children_of(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == parent:
                    found.append(int(entry.name))
    return found


def _as_worker(job: socket.socket, request: dict[str, Any], import_trouble: str) -> None:
    """Take on the limits, run the target, send back what it gave."""
    code = 0
    try:
        os.setsid()
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        _silence()
        reply = _reply_of(request, import_trouble)
        job.sendall(len(reply).to_bytes(8, "big"))
        job.sendall(reply)
    except BaseException:  # noqa: BLE001 - nothing may climb into the server's stack after a fork
        code = 1
    finally:
        os._exit(code)


def _silence() -> None:
    """Decoders write warnings about hostile files to the terminal: to nobody's use."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nowhere, fd)
    os.close(nowhere)


def _reply_of(request: dict[str, Any], import_trouble: str) -> bytes:
    from khoso.kernel.errors import KhosoError

    try:
        if import_trouble:
            return pickle.dumps(("error", import_trouble))
        os.chdir(request["cwd"])
        target: Any = importlib.import_module(request["module"])
        for name in request["qualname"].split("."):
            target = getattr(target, name)
        args, kwargs = pickle.loads(request["call"])  # noqa: S301 - from our parent
        _take_on(request["limits"])
        return pickle.dumps(("result", target(*args, **kwargs)))
    except KhosoError as error:
        kind = type(error)
        return pickle.dumps(("refused", kind.__module__, kind.__qualname__, error.args, error.__dict__))
    except MemoryError:
        return pickle.dumps(("memory",))
    except BaseException:  # noqa: BLE001 - told to the parent, which decides
        trouble = traceback.format_exc()
        if any(words in trouble for words in _NO_ROOM):
            return pickle.dumps(("full", trouble[-8000:]))
        kind_of_trouble = "memory" if "nsufficient memory" in trouble or "bad_alloc" in trouble else "error"
        return pickle.dumps((kind_of_trouble, trouble[-8000:]))


def _take_on(limits: Any) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if sys.platform == "linux" else 0
    space = pages * resource.getpagesize() + limits.memory_bytes
    seconds = int(limits.seconds) + 2
    for kind, amount in (
        (resource.RLIMIT_AS, space),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        wanted = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(kind, (wanted, wanted))
