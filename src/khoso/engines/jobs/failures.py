"""What went wrong in a job, as one error a person can read, whatever library met it first."""

from __future__ import annotations

import errno
from collections.abc import Iterator

from khoso.kernel.errors import DiskFull, EngineMissing, KhosoError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_NO_ROOM_WORDS = ("No space left on device", "Disk quota exceeded")
_POSTGRES_DISK_FULL = "53100"


class JobFailed(KhosoError):
    """A job ended by an error nobody foresaw; the log has its trace."""

    code = "job.failed"


def told(error: BaseException) -> KhosoError:
    """The error as one of ours: a full disk is `DiskFull` whoever noticed it, the unforeseen is `JobFailed`."""
    chain = list(_chain(error))
    if (full := next((one for one in chain if isinstance(one, DiskFull)), None)) is not None:
        return full
    if any(_is_full(one) for one in chain):
        return DiskFull(
            "Hết chỗ trên đĩa; phần ghi dở không được dùng, dữ liệu đã lưu vẫn nguyên. "
            "Giải phóng dung lượng hoặc thêm đĩa, rồi chạy lại đúng lệnh nhập để làm tiếp."
        )
    if isinstance(error, KhosoError):
        return error
    return JobFailed(f"{type(error).__name__}: {error}")


def is_of_the_machine(error: KhosoError) -> bool:
    """Whether the machine must be mended and not the file: the work waits and is asked for again."""
    return isinstance(error, DiskFull | EngineMissing | JobFailed)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _is_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return True
    if getattr(error, "sqlstate", None) == _POSTGRES_DISK_FULL:
        return True
    # Index, image and PDF libraries hand the system's words on in errors of their own.
    return any(word in str(error) for word in _NO_ROOM_WORDS)
