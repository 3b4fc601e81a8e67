"""The tables of an empty house, laid once and copied: by far the longest step of making a house is laying them.

They are kept in the user's cache under a name that says which migrations laid them, so that a change of one lays
them anew. What a test sees is what `khoso setup` would have laid: the same migrations, run by Django.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
# The database that the databases of a run are copied from; nobody is ever connected to it.
TEMPLATE = "khoso_laid"
_KEPT = 3
_LAY = f"""
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
settings = connection.settings_dict
connection.close()
import psycopg
where = psycopg.conninfo.make_conninfo(host=settings["OPTIONS"].get("host") or settings["HOST"] or None,
    port=settings["PORT"] or None, user=settings["USER"], password=settings["PASSWORD"] or None, dbname="template1")
with psycopg.connect(where, autocommit=True) as plain:
    plain.execute('CREATE DATABASE {TEMPLATE} TEMPLATE "%s"' % settings["NAME"])
"""


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "khoso-tests"


def _name() -> str:
    source = PROJECT / "src" / "khoso"
    laying = [*source.rglob("migrations/*.py"), *source.rglob("guards.py"), PROJECT / "uv.lock", Path(__file__)]
    summed = hashlib.sha256()
    for path in sorted(laying):
        summed.update(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return f"tables-{summed.hexdigest()[:16]}"


def lay(home: Path) -> None:
    """Put a database with all tables and no rows into an empty home; laid now when none is kept yet."""
    kept = _cache() / _name()
    if not kept.is_dir():
        _lay_anew(kept)
    home.mkdir(parents=True, exist_ok=True)
    _copy(kept, home / "postgres")
    os.utime(kept)


def _copy(source: Path, to: Path) -> None:
    """With owners, as the server of a house that root runs is another user's."""
    subprocess.run(["cp", "-a", str(source), str(to)], check=True)


def _lay_anew(kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    ours = ("KHOSO_", "DATABASE_URL", "PYTEST_", "COV_")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    with tempfile.TemporaryDirectory(prefix="khoso-lay-") as folder:
        environment |= {"KHOSO_HOME": folder, "DJANGO_SETTINGS_MODULE": "khoso.config.settings"}
        path = os.pathsep.join(filter(None, [str(PROJECT / "src"), os.environ.get("PYTHONPATH", "")]))
        subprocess.run([sys.executable, "-c", _LAY], env=environment | {"PYTHONPATH": path}, check=True)
        laid = Path(folder) / "postgres"
        for name in ("log", ".handle_pids.json", "postmaster.pid", "postmaster.opts"):
            (laid / name).unlink(missing_ok=True)
        half = Path(tempfile.mkdtemp(prefix="half-", dir=kept.parent))
        _copy(laid, half / "laid")
        try:
            (half / "laid").rename(kept)
        except OSError:
            # Another run was quicker.
            assert kept.is_dir()
        shutil.rmtree(half, ignore_errors=True)
    older = sorted(kept.parent.glob("tables-*"), key=lambda path: path.stat().st_mtime, reverse=True)[_KEPT:]
    for path in older:
        shutil.rmtree(path, ignore_errors=True)
