"""The long work of an import: stopped, cut off, asked for again; no row is lost and none comes twice."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from tests.house import House
from tests.stages.catalogue.import_books import book, checked, dossier, proposed, taken_in

from khoso.engines.jobs.failures import JobFailed
from khoso.engines.limits import Crashed, OutOfMemory
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.stages.catalogue.importing import actions, jobs, loading
from khoso.stages.catalogue.models import CatalogueImport, Dossier

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S1")]


@pytest.fixture
def ready(house: House, commune: Agency, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CatalogueImport:
    """Ten good rows, loaded three at a time."""
    monkeypatch.setattr(loading, "CHUNK", 3)
    monkeypatch.setattr(loading.take, "__defaults__", (3,))
    run = checked(book(tmp_path / "a.xlsx", [dossier(n) for n in range(1, 11)]), commune)
    return actions.start_load(run.pk, by=None, arrangement="unarranged")


def _numbers() -> list[str]:
    return sorted(Dossier.objects.values_list("number", flat=True))


ALL = [f"{n:02d}.VP" for n in range(1, 11)]


def test_rows_go_in_by_chunks_each_told_once(ready: CatalogueImport) -> None:
    jobs.load_import(str(ready.pk))
    ready.refresh_from_db()
    assert (ready.state, ready.rows_loaded, ready.dossiers_made, _numbers()) == ("loaded", 10, 10, ALL)
    assert AuditEntry.objects.filter(verb="catalogue.import.load").count() == 4


def test_a_loading_that_is_cut_off_goes_on_where_it_was(
    ready: CatalogueImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, calls = loading.Chunk.load, iter(range(100))

    def falls(chunk: Any, rows: Any) -> Any:
        done = whole(chunk, rows)
        if next(calls) == 2:
            raise RuntimeError("mất điện")
        return done

    monkeypatch.setattr(loading.Chunk, "load", falls)
    with pytest.raises(RuntimeError):
        jobs.load_import(str(ready.pk))
    ready.refresh_from_db()
    # The third chunk had written its rows: they went with the transaction.
    assert (ready.state, ready.rows_loaded, _numbers()) == ("loading", 6, ALL[:6])
    jobs.load_import(str(ready.pk))
    ready.refresh_from_db()
    assert (ready.state, ready.dossiers_made, _numbers()) == ("loaded", 10, ALL)


def test_a_loading_is_stopped_between_chunks_and_resumed(
    ready: CatalogueImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = actions.count_chunk

    def counts_and_stops(run: CatalogueImport, rows: int, done: Any) -> None:
        count(run, rows, done)
        if run.rows_loaded == 6:
            actions.stop(run.pk, by=None)

    monkeypatch.setattr(actions, "count_chunk", counts_and_stops)
    jobs.load_import(str(ready.pk))
    ready.refresh_from_db()
    assert (ready.state, ready.rows_loaded, _numbers()) == ("stopped", 6, ALL[:6])
    monkeypatch.undo()
    actions.start_load(ready.pk, by=None)
    jobs.load_import(str(ready.pk))
    ready.refresh_from_db()
    assert (ready.state, ready.dossiers_made, _numbers()) == ("loaded", 10, ALL)


def test_a_job_asked_for_too_often_does_nothing(ready: CatalogueImport) -> None:
    for _ in range(3):
        jobs.load_import(str(ready.pk))
        jobs.check_import(str(ready.pk))
    ready.refresh_from_db()
    assert (ready.state, ready.rows_loaded, _numbers()) == ("loaded", 10, ALL)


def test_a_machine_that_cannot_go_on_says_so_and_loses_nothing(ready: CatalogueImport) -> None:
    jobs._tell_failure(error=JobFailed("ổ đĩa hỏng"), import_id=str(ready.pk))
    ready.refresh_from_db()
    assert (ready.state, ready.failure) == ("stopped", "ổ đĩa hỏng")
    actions.start_load(ready.pk, by=None)
    jobs.load_import(str(ready.pk))
    assert _numbers() == ALL


@pytest.fixture
def confirmed(house: House, commune: Agency, tmp_path: Path) -> CatalogueImport:
    run = taken_in(book(tmp_path / "a.xlsx", [dossier(n) for n in range(1, 4)]), commune)
    actions.confirm_columns(run.pk, proposed(run), by=None, fonds_code="P01")
    return actions.start_check(run.pk, by=None)


def test_a_check_that_was_stopped_says_nothing_and_may_be_asked_for_again(
    confirmed: CatalogueImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = threading.Event()

    def waits(*given: Any, **how: Any) -> Any:
        sign = given[2] / "stop"
        for _ in range(600):
            if sign.exists():
                stopped.set()
                raise Crashed("dừng", "")
            threading.Event().wait(0.05)
        raise AssertionError("nobody said stop")

    monkeypatch.setattr(jobs, "run_limited", waits)
    actions.stop(confirmed.pk, by=None)
    # The job began before it was stopped.
    CatalogueImport.objects.filter(pk=confirmed.pk).update(state="mapped")
    monkeypatch.setattr(jobs, "_find", lambda _id: _as_checking(confirmed))
    jobs.check_import(str(confirmed.pk))
    confirmed.refresh_from_db()
    assert (stopped.is_set(), confirmed.state, confirmed.findings_digest) == (True, "mapped", "")
    monkeypatch.undo()
    actions.start_check(confirmed.pk, by=None)
    jobs.check_import(str(confirmed.pk))
    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.rows_good) == ("checked", 3)


def _as_checking(run: CatalogueImport) -> CatalogueImport:
    found = CatalogueImport.objects.select_related("agency", "by").get(pk=run.pk)
    found.state = "checking"
    return found


@pytest.mark.parametrize("error", [OutOfMemory("hết bộ nhớ", ""), Crashed("sập", "")])
def test_a_workbook_whose_reading_comes_to_no_end_is_refused(
    confirmed: CatalogueImport, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def falls(*_given: Any, **_how: Any) -> Any:
        raise error

    monkeypatch.setattr(jobs, "run_limited", falls)
    jobs.check_import(str(confirmed.pk))
    confirmed.refresh_from_db()
    assert (confirmed.state, "a.xlsx" in confirmed.failure, Dossier.objects.count()) == ("refused", True, 0)


def test_a_reading_ends_when_the_sign_appears(tmp_path: Path) -> None:
    from khoso.engines.limits import Limits, run_limited

    (tmp_path / "stop").touch()
    with pytest.raises(Crashed):
        run_limited(_sleeps_under_watch, tmp_path, limits=Limits(seconds=20))


def _sleeps_under_watch(out: Path) -> None:
    import time

    from khoso.stages.catalogue.compute.stoppable import _end_when_told

    threading.Thread(target=_end_when_told, args=(out / "stop",), daemon=True).start()
    time.sleep(15)
