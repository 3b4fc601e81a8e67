"""One home for the whole run, made before Django looks for it and gone afterwards; never the developer's own.

The home and its database server are made by the first process; the workers of a parallel run inherit them, and
pytest-django gives each worker a database of its own on that server.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from importlib import import_module
from pathlib import Path

import pytest

from tests import laid

_SERVER = "KHOSO_TEST_SERVER"
# What a shell says of the samples and of this run holds; what it says of a running house must not reach the tests.
_OF_THE_RUN = {"KHOSO_SHARED", "KHOSO_HOME", "KHOSO_OCFL_PY"}
_SERVER_IS_OURS = "DATABASE_URL" not in os.environ
_FIRST = "PYTEST_XDIST_WORKER" not in os.environ


def _temporary_home() -> None:
    home = Path(tempfile.mkdtemp(prefix="khoso-tests-"))
    # Registered before the database engine is loaded, so it runs after the server has stopped.
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["KHOSO_HOME"] = str(home)
    os.environ.pop(_SERVER, None)
    for name in [name for name in os.environ if name.startswith("KHOSO_") and name not in _OF_THE_RUN]:
        os.environ.pop(name, None)


if _FIRST:
    _temporary_home()
os.environ["KHOSO_SIGNER"] = "test"
# How full the disk of the machine is that runs the tests says nothing about the house.
os.environ["KHOSO_DISK_WARN"] = os.environ["KHOSO_DISK_STOP"] = "0%,0M"
os.environ.setdefault("OMP_THREAD_LIMIT", "1")
# What one test counted says nothing in the next.
os.environ["KHOSO_COUNTED_SECONDS"] = "0"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khoso.config.settings")
# The browser's driver keeps an event loop in the process; tests that come after it there are no less synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


# Where the time comes from when no test stops it.
_RUNNING: list[object] = []


def pytest_configure(config: pytest.Config) -> None:
    """Load the settings, which start the database server, over tables laid before; pytest-django goes on from here.

    The address is put away under another name: workers of a parallel run take it from there, while a program that a
    test starts with a home of its own starts its own server.
    """
    if _FIRST:
        # Pages are read in English too, and whoever runs pytest by itself has not been through set-up.
        import_module("devtools.words").compile_mo()
        if _SERVER_IS_OURS:
            laid.lay(Path(os.environ["KHOSO_HOME"]))
    if _SERVER in os.environ:
        os.environ["DATABASE_URL"] = os.environ[_SERVER]
    django_settings = import_module("django.conf").settings
    assert django_settings.DATABASES
    _RUNNING[:] = [import_module("khoso.kernel.clock")._source]
    if _SERVER_IS_OURS:
        django_settings.DATABASES["default"]["TEST"] = {"TEMPLATE": laid.TEMPLATE}
    if config.pluginmanager.hasplugin("django"):
        # Test files name models when they are read; pytest-django itself loads the rooms a little later.
        import_module("django").setup()
        # Kept to be hard to guess: a quarter of a second for every account a test makes.
        import_module("khoso.foundation.identity.sign_in.passwords").HistoryHasher.iterations = 1000
    if _SERVER_IS_OURS:
        os.environ[_SERVER] = os.environ.pop("DATABASE_URL")


pytest_plugins = ["tests.line"]


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """No file of tests leaves the clock stopped: those after it would live on another day."""
    clock = import_module("khoso.kernel.clock")
    if nextitem is None or nextitem.path != item.path:
        held, clock._source = clock._source, _RUNNING[0]
        assert held is _RUNNING[0], f"{item.path.name} để đồng hồ đứng"


def find_shared() -> Path | None:
    """The folder `shared` with the real samples: where KHOSO_SHARED says, or beside any folder above the checkout."""
    told = os.environ.get("KHOSO_SHARED")
    places = [Path(told)] if told else [parent / "shared" for parent in Path(__file__).resolve().parents]
    return next((place for place in places if (place / "samples").is_dir()), None)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real samples. Skips when there is none on this machine."""
    found = find_shared()
    if found is None:
        pytest.skip("không có thư mục shared/samples bên cạnh mã nguồn")
    return found
