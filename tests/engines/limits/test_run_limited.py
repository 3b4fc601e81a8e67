"""A limited call gives a result or a clear reason, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.engines.limits import targets

from khoso.engines.limits import Crashed, Limits, OutOfMemory, TimedOut, run_limited
from khoso.kernel.errors import FileRefused

SHORT = Limits(seconds=1)


def alive(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def gone_soon(pid: int) -> bool:
    for _ in range(200):
        if not alive(pid):
            return True
        time.sleep(0.02)
    return False


def test_the_result_comes_back() -> None:
    assert run_limited(targets.add, 2, b=3) == 5


def test_a_large_argument_and_result_come_back_whole() -> None:
    data = os.urandom(5_000_000)
    assert run_limited(targets.echo, data) == data


def test_an_error_of_ours_is_raised_as_it_was() -> None:
    with pytest.raises(FileRefused) as caught:
        run_limited(targets.refuse)
    assert (caught.value.code, caught.value.message) == ("file.encrypted", "Tệp có mật khẩu.")


@pytest.mark.parametrize("target", [targets.kill_myself, targets.leave, targets.divide, targets.unpicklable])
def test_any_other_end_is_a_crash(target: object) -> None:
    with pytest.raises(Crashed):
        run_limited(target)  # type: ignore[arg-type]


def test_time_is_limited_whether_it_sleeps_or_works() -> None:
    with pytest.raises(TimedOut):
        run_limited(targets.sleep, 600, limits=SHORT)
    with pytest.raises(TimedOut):
        run_limited(targets.spin, limits=SHORT)


def test_memory_is_limited_beyond_what_the_process_starts_with() -> None:
    limits = Limits(memory_bytes=200 * 1024**2)
    assert run_limited(targets.eat_memory, 50 * 1024**2, limits=limits) == 50 * 1024**2
    with pytest.raises(OutOfMemory):
        run_limited(targets.eat_memory, 400 * 1024**2, limits=limits)


def test_a_file_too_long_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(Crashed):
        run_limited(targets.write_big, str(tmp_path / "x"), 5_000_000, limits=Limits(file_bytes=1_000_000))
    assert (tmp_path / "x").stat().st_size <= 1_000_000


def test_what_the_call_started_ends_with_it_even_when_detached(tmp_path: Path) -> None:
    with pytest.raises(TimedOut):
        run_limited(targets.leave_a_daemon, str(tmp_path / "slow"), limits=SHORT)
    assert gone_soon(int((tmp_path / "slow").read_text()))
    assert run_limited(targets.leave_a_daemon_and_return, str(tmp_path / "fast")) == "done"
    assert not alive(int((tmp_path / "fast").read_text()))


def test_threads_may_call_at_once_and_a_crash_harms_no_other() -> None:
    def one(number: int) -> object:
        if number % 3 == 0:
            with pytest.raises(Crashed):
                run_limited(targets.kill_myself)
            return -1
        return run_limited(targets.add, number, 1)

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(one, range(18))) == [-1 if n % 3 == 0 else n + 1 for n in range(18)]


def test_relative_paths_mean_the_callers_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_limited(targets.where) == str(tmp_path)


def test_a_forked_caller_gets_its_own_server() -> None:
    assert run_limited(targets.add, 1, 1) == 2
    pid = os.fork()
    if pid == 0:
        os._exit(run_limited(targets.add, 40, 2))
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 42
    assert run_limited(targets.add, 1, 2) == 3


def test_a_script_is_not_run_again_and_a_function_of_main_is_refused(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "print('once')\n"
        "from tests.engines.limits import targets\n"
        "from khoso.engines.limits import run_limited\n"
        "def mine(): pass\n"
        "print(run_limited(targets.add, 1, 1))\n"
        "try:\n    run_limited(mine)\nexcept TypeError:\n    print('refused')\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env=env, timeout=60)
    assert (done.stdout, done.returncode) == ("once\n2\nrefused\n", 0), done.stderr
