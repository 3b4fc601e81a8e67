"""The repository alone is enough: everything is made again from it, and every byte of it is proved."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.db.models import Q
from tests.house import ROOTS, furnished, person
from tests.line import Line

from khoso.config.commands.repository import repository
from khoso.config.rebuilding import rebuild
from khoso.config.verifying import verify_replicas
from khoso.foundation.provenance.models import PremisEvent
from khoso.stages.access.searching import Filters, find
from khoso.stages.catalogue.queries import as_restorable
from khoso.stages.packages.queries import package_of
from khoso.stages.repository.models import Replica

pytestmark = [pytest.mark.django_db, pytest.mark.luat("TT05 Đ.27.1")]


def forget_everything() -> None:
    """The database of a house that burned down: no row of any room is left."""
    from django.apps import apps

    tables = [model._meta.db_table for model in apps.get_models() if model.__module__.startswith("khoso.")]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def told(person_of: Any, words: str) -> list[tuple[Any, int, str]]:
    found = find(person_of, words, Filters(), limit=10)
    return sorted((hit.item_id, hit.page, str(hit.snippet_html)) for hit in found.hits)


@pytest.mark.mission("R9")
def test_a_house_that_lost_all_but_its_repository_is_what_it_was(line: Line, tmp_path: Path) -> None:
    dossier, agency = line.dossier.pk, line.agency
    archivist = person("luutru", (agency, "archivist"))
    package = package_of(dossier)
    assert package is not None
    before = {
        "catalogue": as_restorable(dossier),
        "package": (package.pk, package.object_id, package.version, package.files, package.bytes, package.item_paths),
        "replicas": sorted(Replica.objects.values_list("root", "path", "is_whole")),
        "found": told(archivist, "xây dựng cầu"),
    }
    items = {item.pk for item in line.items}
    of_items = Q(object_kind="item") | Q(object_kind="file", object_id__in=_item_files(items))
    happened = told_events(of_items)

    shutil.copytree(line.house.root / "repository", tmp_path / "moi" / "repository")
    forget_everything()
    with furnished(tmp_path / "moi"):
        (one,) = list(rebuild())
        assert (one.items, one.problem) == (2, "")
        again = package_of(dossier)
        assert again is not None
        archivist = person("luutru")
        _give_role(archivist, agency.code)
        archivist = person("luutru")
        after = {
            "catalogue": as_restorable(dossier),
            "package": (again.pk, again.object_id, again.version, again.files, again.bytes, again.item_paths),
            "replicas": sorted(Replica.objects.values_list("root", "path", "is_whole")),
            "found": told(archivist, "xây dựng cầu"),
        }
        assert after == before
        assert told_events(Q(object_kind="item")) == happened
        kept = PremisEvent.objects.exclude(object_kind="item").values_list("object_kind", "type")
        assert sorted(kept) == [
            ("dossier", "information package creation"),
            ("object", "recovery"),
            ("package", "recovery"),
        ]
        assert [one.problem for one in rebuild()] == [""]


def told_events(which: Q) -> list[tuple[Any, ...]]:
    """The events, with their agents, that a package tells: pictures to look at are drawn anew wherever needed."""
    rows = PremisEvent.objects.filter(which).exclude(type="creation").prefetch_related("links__agent")
    return sorted((row.pk, row.type, row.outcome, row.detail, *_agents(row)) for row in rows)


def _agents(event: PremisEvent) -> list[tuple[str, ...]]:
    return sorted(
        (link.agent.identifier, link.agent.name, link.agent.type, link.agent.version, link.agent.note, link.role)
        for link in event.links.all()
    )


def _item_files(items: set[Any]) -> list[str]:
    from khoso.stages.digitisation.models import DeliveryFile

    return [str(pk) for pk in DeliveryFile.objects.filter(item_id__in=items).values_list("pk", flat=True)]


def _give_role(one: Any, agency_code: str) -> None:
    from khoso.foundation.identity.models import Agency, Membership

    Membership.objects.create(person=one, agency=Agency.objects.get(code=agency_code), role="archivist")


def test_rebuilding_where_everything_is_there_changes_nothing_that_was_known(line: Line) -> None:
    before = as_restorable(line.dossier.pk)
    known = set(PremisEvent.objects.values_list("pk", "type", "object_kind", "object_id"))
    for _ in range(2):
        assert [one.problem for one in rebuild()] == [""]
    now = set(PremisEvent.objects.values_list("pk", "type", "object_kind", "object_id"))
    assert (as_restorable(line.dossier.pk), known - now) == (before, set())
    package = package_of(line.dossier.pk)
    assert package is not None
    assert sorted(row[1:] for row in now - known) == [
        ("information package creation", "dossier", str(line.dossier.pk)),
        ("recovery", "object", package.object_id),
        ("recovery", "package", str(package.pk)),
    ]


def a_data_file(line: Line, root: str) -> Path:
    return max((line.house.root / "repository" / root).rglob("*.pdf"), key=lambda path: path.stat().st_size)


def test_every_whole_copy_is_proved_in_every_root(line: Line) -> None:
    checked = [(one.root, [found.code for found in one.findings]) for one in verify_replicas()]
    assert checked == [(root, []) for root in ROOTS]


@pytest.mark.mission("R2")
@pytest.mark.parametrize("root", ROOTS)
def test_one_flipped_byte_is_found_and_its_root_is_named(line: Line, root: str) -> None:
    file = a_data_file(line, root)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.chmod(0o644)
    file.write_bytes(data)
    answer = CliRunner().invoke(repository, ["verify", "--json"])
    result = json.loads(answer.stdout)
    assert (answer.exit_code, result["ok"], result["checked"]) == (1, False, 2)
    assert {finding["root"] for finding in result["findings"]} == {root}
    whole = dict(Replica.objects.values_list("root", "is_whole"))
    assert whole == {name: name != root for name in ROOTS}


@pytest.mark.parametrize("root", ROOTS)
def test_a_copy_that_has_gone_is_found_and_its_root_is_named(line: Line, root: str) -> None:
    package = package_of(line.dossier.pk)
    assert package is not None
    kept = Replica.objects.get(root=root)
    shutil.rmtree(line.house.root / "repository" / root / kept.path)
    found = [(one.root, one.object_id, [each.code for each in one.findings]) for one in verify_replicas()]
    assert found == [(name, package.object_id, ["repository.missing"] if name == root else []) for name in ROOTS]


def test_what_cannot_be_rebuilt_is_told_and_stops_nothing_else(line: Line) -> None:
    a_data_file(line, ROOTS[0]).unlink()
    answer = CliRunner().invoke(repository, ["rebuild", "--json"])
    result = json.loads(answer.stdout)
    assert (answer.exit_code, result["ok"], result["checked"], len(result["findings"])) == (1, False, 1, 1)
    assert result["first_bad"] == package_of(line.dossier.pk).object_id  # type: ignore[union-attr]
