"""The caller's side of a limited call."""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

from khoso.engines.limits.errors import Crashed, OutOfMemory, TimedOut
from khoso.engines.limits.terms import Limits
from khoso.kernel.errors import DiskFull, KhosoError

P = ParamSpec("P")
T = TypeVar("T")

_GRACE_SECONDS = 60.0
"""Time over the call's own limit for the server to import the target's module on a busy machine."""
_ENVIRONMENT = {
    **dict.fromkeys(("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "VIPS_CONCURRENCY"), "1"),
    # Page images are taken and given back many times: from the heap this costs no page faults.
    "MALLOC_MMAP_THRESHOLD_": str(32 * 1024**2),
    "MALLOC_TRIM_THRESHOLD_": str(512 * 1024**2),
}
_START = "import json, sys; sys.path[:] = json.loads(sys.argv[2]); from khoso.engines.limits import server; "


class _Server:
    """The fork server of this process; started at the first call, again when it was lost."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.control: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def send(self, module: str, fds: list[int]) -> None:
        """Ask for a worker with `module` imported. Raises OSError when the server cannot be started."""
        with self.lock:
            for last_try in (False, True):
                if self.control is None:
                    self._start()
                assert self.control is not None
                try:
                    socket.send_fds(self.control, [module.encode()], fds)
                    return
                except OSError:
                    self._drop()
                    if last_try:
                        raise

    def restart(self) -> None:
        """End a server that does not answer; the next call starts another."""
        with self.lock:
            if self.process is not None:
                self.process.kill()
            self._drop()

    def forget(self) -> None:
        """After a fork: the server belongs to the parent, this process starts its own."""
        if self.control is not None:
            self.control.close()
        self.__init__()  # type: ignore[misc]

    def close(self) -> None:
        """Let the server end with this process."""
        self._drop()

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _START + "server.main(int(sys.argv[1]))", str(theirs.fileno()), _paths()],
                pass_fds=[theirs.fileno()],
                env={**os.environ, **_ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.control = ours

    def _drop(self) -> None:
        if self.control is not None:
            self.control.close()
            self.control = None
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=5)
            self.process = None


def _paths() -> str:
    return json.dumps([os.path.abspath(path) for path in sys.path])  # noqa: PTH100 - "" means here


_server = _Server()
atexit.register(_server.close)
os.register_at_fork(after_in_child=_server.forget)


def run_limited(
    target: Callable[..., T],
    *args: Any,
    limits: Limits | None = None,
    **kwargs: Any,
) -> T:
    """What `target(*args, **kwargs)` returns, run in a child process under `limits`.

    `target` is a function of an importable module (not of `__main__`); arguments and result are picklable.
    Raises the target's own KhosoError, TimedOut, OutOfMemory, or Crashed for every other end. Safe from several
    threads at once; the child and all it started are gone when this returns.
    """
    limits = limits or Limits()
    module, qualname = _address(target)
    call = pickle.dumps((args, kwargs))
    here = str(Path.cwd())
    request = pickle.dumps({"module": module, "qualname": qualname, "call": call, "cwd": here, "limits": limits})
    ours, theirs = socket.socketpair()
    status_read, status_write = os.pipe()
    try:
        try:
            _server.send(module, [theirs.fileno(), status_write])
        finally:
            theirs.close()
            os.close(status_write)
        status, reply = _converse(ours, status_read, request, limits.seconds + _GRACE_SECONDS)
    finally:
        ours.close()
        os.close(status_read)
    return _outcome(status, reply, limits)  # type: ignore[no-any-return]


def _address(target: Callable[..., Any]) -> tuple[str, str]:
    module, qualname = target.__module__, target.__qualname__
    if module == "__main__":
        spec = getattr(sys.modules["__main__"], "__spec__", None)
        module = spec.name if spec else module
    if module == "__main__" or "<" in qualname:
        raise TypeError(f"{qualname}: chỉ chạy được hàm đặt ở mức mô-đun và nạp lại được.")
    return module, qualname


def _converse(ours: socket.socket, status_fd: int, request: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
    """Send the request, gather the reply until the keeper tells how it ended."""
    deadline = time.monotonic() + seconds
    outgoing = memoryview(len(request).to_bytes(8, "big") + request)
    ours.setblocking(False)
    parts: list[bytes] = []
    while True:
        poll = select.poll()  # not select(): a long-lived worker may have more than 1024 descriptors
        poll.register(status_fd, select.POLLIN)
        poll.register(ours, select.POLLIN | (select.POLLOUT if outgoing else 0))
        ready = dict(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))
        if not ready:
            _server.restart()
            return {"ended": "timeout"}, b""
        events = ready.get(ours.fileno(), 0)
        if outgoing and events & (select.POLLOUT | select.POLLERR):
            outgoing = _push(ours, outgoing)
        if events & (select.POLLIN | select.POLLHUP):
            parts.append(_pull(ours))
        if status_fd in ready:
            told = os.read(status_fd, 4096)
            while part := _pull(ours):
                parts.append(part)
            return (json.loads(told) if told else {"ended": "lost"}), b"".join(parts)
        if events & select.POLLHUP and not parts[-1]:
            time.sleep(0.0005)  # the reply is whole; the keeper needs a moment to tell how it ended


def _push(ours: socket.socket, outgoing: memoryview) -> memoryview:
    try:
        return outgoing[ours.send(outgoing) :]
    except BlockingIOError:
        return outgoing
    except OSError:
        return memoryview(b"")


def _pull(ours: socket.socket) -> bytes:
    try:
        return ours.recv(1 << 20)
    except OSError:
        return b""


def _outcome(status: dict[str, Any], reply: bytes, limits: Limits) -> Any:
    if status["ended"] == "timeout" or status.get("signal") == signal.SIGXCPU:
        raise TimedOut(f"Xử lý quá {limits.seconds:g} giây nên đã bị dừng. Hãy kiểm tra lại tệp hoặc chia nhỏ tệp.")
    size = int.from_bytes(reply[:8], "big")
    if len(reply) < 8 or len(reply) - 8 != size:
        _explain_end(status, limits)
    kind, *rest = pickle.loads(reply[8:])  # noqa: S301 - from our worker; see the package's word on what limits are
    if kind == "result":
        return rest[0]
    if kind == "refused":
        raise _rebuilt(*rest)
    if kind == "memory":
        _out_of_memory(limits, "".join(rest))
    if kind == "full":
        raise DiskFull("Hết chỗ trên đĩa tạm; giải phóng dung lượng hoặc thêm đĩa, rồi chạy lại để làm tiếp.")
    raise Crashed("Chương trình đọc tệp gặp lỗi ngoài dự tính. Tệp có thể hỏng; hãy quét hoặc xuất lại.", rest[0])


def _explain_end(status: dict[str, Any], limits: Limits) -> NoReturn:
    if status.get("rss", 0) > 0.8 * limits.memory_bytes:
        _out_of_memory(limits, json.dumps(status))
    raise Crashed("Chương trình đọc tệp bị sập. Tệp có thể hỏng; hãy quét hoặc xuất lại.", json.dumps(status))


def _out_of_memory(limits: Limits, detail: str) -> NoReturn:
    megabytes = limits.memory_bytes // 1024**2
    raise OutOfMemory(f"Xử lý cần quá {megabytes} MB bộ nhớ nên đã bị dừng. Hãy giảm kích thước trang.", detail)


def _rebuilt(module: str, qualname: str, args: tuple[Any, ...], state: dict[str, Any]) -> KhosoError:
    """An error as it was raised; its class may want other arguments than it keeps, so it is not called."""
    kind: Any = importlib.import_module(module)
    for name in qualname.split("."):
        kind = getattr(kind, name)
    error: KhosoError = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error
