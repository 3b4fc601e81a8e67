"""The whole line in one process: from a contractor's folder to a dossier that is stored twice and found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.house import ROOTS, House, dump, person, register_gates
from tests.line import Line, take_in, values_of

from khoso.config.intake import resume
from khoso.engines.jobs import registered_jobs
from khoso.foundation.audit import queries as audit
from khoso.foundation.identity.models import Agency
from khoso.kernel import figures
from khoso.kernel.findings import Severity, worst
from khoso.stages.access.searching import Filters, find
from khoso.stages.catalogue.models import Dossier
from khoso.stages.packages.compute.read import read_package
from khoso.stages.packages.queries import package_of
from khoso.stages.recognition.actions import confirm_fields
from khoso.stages.repository import storage
from khoso.stages.repository.compute.checkout import check_out
from khoso.stages.repository.compute.fixity import check_object
from khoso.stages.repository.queries import stored_object

pytestmark = pytest.mark.django_db


def test_the_line_ends_with_a_dossier_in_every_storage_root_that_anyone_of_the_house_finds(line: Line) -> None:
    stage = figures.stages_of([line.dossier.pk])[line.dossier.pk]
    package = package_of(line.dossier.pk)
    assert package is not None
    stored = stored_object(package.object_id)
    assert stored is not None
    assert (stage.name, stage.is_settled) == ("searchable", True)
    assert [(replica.root, replica.is_whole) for replica in stored.replicas.order_by("root")] == [
        (root, True) for root in ROOTS
    ]
    archivist = person("luutru", (line.agency, "archivist"))
    found = find(archivist, "xây dựng cầu", Filters(), limit=10)
    assert sorted(hit.item_id for hit in found.hits) == sorted(item.pk for item in line.items)


def test_the_machine_stops_where_a_person_must_look_and_goes_on_by_itself_afterwards(line: Line) -> None:
    assert {name for name, _ in line.before_confirmation} == {
        "digitisation.register_delivery",
        "digitisation.check_file",
        "digitisation.compare_files",
        "recognition.read_file",
        "access.make_pictures",
        "inspection.make_thumbnails",
        "recognition.compare_dossier",
        "inspection.consider_dossier",
    }
    assert list(dict.fromkeys(name for name, _ in line.after_confirmation)) == [
        "inspection.consider_dossier",
        "inspection.sign_dossier",
        "packages.build",
        "access.index_dossier",
    ]


def test_progress_is_told_in_the_order_the_paper_travels_and_all_of_it_is_done(line: Line) -> None:
    told = [
        (stage.name, stage.done, stage.total) for stage in figures.progress_of([line.delivery.pk])[line.delivery.pk]
    ]
    assert told == [
        ("register", 4, 4),
        ("check", 4, 4),
        ("read", 4, 4),
        ("confirm", 2, 2),
        ("sign", 4, 4),
        ("store", 1, 1),
        ("index", 1, 1),
    ]


def test_every_job_done_a_second_time_leaves_every_row_and_every_stored_byte_as_they_were(line: Line) -> None:
    before, stored = dump(), line.house.repository()
    for name, ids in {str(ran): ran for ran in line.jobs}.values():
        registered_jobs()[name].run(**ids)
        line.house.run()
    assert dump() == before
    assert line.house.repository() == stored


@pytest.mark.mission("R7")
def test_the_trail_of_the_whole_line_is_whole_in_every_room(line: Line) -> None:
    verdicts = {chain: audit.verify(chain).ok for chain in audit.chains()}
    assert verdicts == dict.fromkeys(
        [
            "access",
            "catalogue",
            "digitisation",
            "identity",
            "inspection",
            "packages",
            "recognition",
            "repository",
            "selection",
            "signing",
        ],
        True,
    )


def test_the_same_folder_taken_in_again_changes_nothing(line: Line) -> None:
    from khoso.config.intake import open_intake

    before, stored = dump(), line.house.repository()
    again, notes = open_intake(line.folder, "danh-muc.xlsx", "DEMO.01", legacy_reason="", confirm="person")
    line.house.run()
    assert (again.pk, notes) == (line.delivery.pk, [])
    assert dump() == before
    assert line.house.repository() == stored


def test_a_delivery_whose_folder_has_gone_says_so(line: Line, tmp_path: object) -> None:
    from khoso.stages.digitisation.jobs import register_delivery
    from khoso.stages.digitisation.models import Delivery

    moved = line.house.root / "da-don"
    shutil.copytree(line.folder, moved)
    Delivery.objects.filter(pk=line.delivery.pk).update(folder=str(moved))
    shutil.rmtree(moved)
    register_delivery(str(line.delivery.pk))
    line.delivery.refresh_from_db()
    assert line.delivery.failure == "Không còn thấy thư mục «lo-01»."


@pytest.mark.mission("R6")
def test_what_a_person_corrects_after_the_dossier_was_stored_becomes_the_next_version_of_its_package(
    line: Line,
) -> None:
    first, item = package_of(line.dossier.pk), line.items[0]
    assert first is not None
    confirm_fields(item.pk, values_of(item, subject="Tờ trình về việc lát vỉa hè phường Mẫu"))
    line.house.run()
    second = package_of(line.dossier.pk)
    assert second is not None
    assert (first.version, second.version, second.object_id) == ("v1", "v2", first.object_id)
    stored = stored_object(second.object_id)
    assert stored is not None
    assert sorted(replica.root for replica in stored.replicas.all()) == sorted(ROOTS)
    for root in storage.roots().values():
        assert root.inventory(second.object_id).version_names() == ["v1", "v2"]
        assert worst(check_object(root, second.object_id).findings) is not Severity.ERROR
    kept = read_package(check_out(storage.primary(), second.object_id, line.house.root / "xem"))
    assert [one.subject for one in kept.items] == ["Tờ trình về việc lát vỉa hè phường Mẫu", line.items[1].subject]
    archivist = person("luutru", (line.agency, "archivist"))
    assert [hit.item_id for hit in find(archivist, '"lát vỉa hè"', Filters(), limit=10).hits] == [item.pk]


def test_confirming_what_is_stored_already_as_it_is_makes_no_version(line: Line) -> None:
    stored = line.house.repository()
    for item in line.items:
        confirm_fields(item.pk, values_of(item))
    line.house.run()
    assert line.house.repository() == stored


def test_killed_between_any_two_steps_the_line_goes_on_from_what_is_written(
    house: House, made_delivery: Path, commune: Agency
) -> None:
    """After every second job all jobs are lost, and what is not done is asked for again from what is written."""
    register_gates(commune)
    delivery, steps = take_in(commune, made_delivery, confirm="auto"), 0
    while house.queue.waiting and steps < 60:
        house.step()
        house.step()
        steps += 2
        house.lose_jobs()
        resume(delivery)
    dossier = Dossier.objects.get()
    assert figures.stages_of([dossier.pk])[dossier.pk].name == "searchable"
    assert {chain for chain in audit.chains() if not audit.verify(chain).ok} == set()
