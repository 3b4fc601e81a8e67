"""Every route with a subject × every role × how the role's agency stands to the subject's, asked and sent to."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.config import (
    near_acceptance_rounds,
    near_catalogue_browsing,
    near_catalogue_describing,
    near_catalogue_importing,
    near_catalogue_likeness,
    near_catalogue_registers,
    near_digitisation_batches,
    near_digitisation_files,
    near_digitisation_intake,
    near_digitisation_paper,
    near_inspection_gallery,
    near_inspection_lots,
    near_programme,
    near_recognition_cross,
    near_recognition_desk,
    near_recognition_personal,
    near_selection_assessing,
    near_selection_handover,
    near_selection_lists,
)
from tests.house import person, signed_in
from tests.line import Line

from khoso.engines import blobs
from khoso.foundation.identity import actions
from khoso.foundation.identity.imagined import route_table
from khoso.foundation.identity.models import Agency, Delegation, Membership, Succession
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.stages.access.jobs import index_dossier
from khoso.stages.catalogue.models import Dossier, Item
from khoso.stages.digitisation.models import DeliveryFile
from khoso.stages.programme.models import Attachment, PlanTask, Product, Programme, SubTask, Task
from khoso.stages.recognition.models import ItemFields
from khoso.stages.reporting.models import Difficulty, Report, ReportFigure

pytestmark = [pytest.mark.django_db, pytest.mark.mission("X1")]

WORKING = {"clerk", "council_member", "supervisor", "head"}
# Who writes an agency's report: its own people, the Centre's archivists for the Centre.
REPORTING = {"clerk", "supervisor", "head", "archivist"}
SCANNING = {"contractor_operator", "contractor_lead"}
WIDE = {"home_affairs", "archivist"}
DOING = {"clerk", "supervisor", "head"} | WIDE
OVERSEEING = {"home_affairs", "security_officer", "auditor", "administrator"}
GIVING = {"home_affairs", "administrator"}
GET, POST, BOTH = {"get"}, {"post"}, {"get", "post"}

Subject = Callable[[Line, Membership, Delegation], list[Any]]


def _attachment(line: Line, held: Membership, lent: Delegation) -> list[Any]:
    """A paper of the agency whose bytes are kept."""
    kept = blobs.store().put_bytes(b"%PDF-1.7")
    made = Attachment.objects.create(
        agency=line.agency,
        title="Quyết định",
        file_name="qd.pdf",
        media_type="application/pdf",
        sha256=kept.sha256,
        size=kept.size,
        added_at=clock.now(),
    )
    return [made.pk]


def _volume(line: Line, held: Membership, lent: Delegation) -> list[Any]:
    """A figure an agency plans a volume of, while a plan is in force."""
    day = clock.today()
    days = {"starts_on": day, "ends_on": day, "first_period_starts_on": day, "loaded_at": clock.now()}
    Programme.objects.update_or_create(code="XA-GAN", defaults={"title": "Kế hoạch", **days, "is_current": True})
    return ["packages.dossiers_loaded", line.agency.pk]


def _task(line: Line) -> Task:
    """A task of the agency with a product and a part."""
    day = clock.today()
    facts = {"title": "Kế hoạch", "starts_on": day, "ends_on": day, "first_period_starts_on": day}
    plan, _ = Programme.objects.get_or_create(code="XA-GAN", defaults={**facts, "loaded_at": clock.now()})
    row, _ = PlanTask.objects.get_or_create(
        programme=plan, group="II", number=1, defaults={"order": 1, "title": "Lập Hội đồng", "deadline_kind": "none"}
    )
    task, _ = Task.objects.get_or_create(plan_task=row, agency=line.agency)
    return task


def _product(line: Line, held: Membership, lent: Delegation) -> list[Any]:
    task = _task(line)
    [paper] = _attachment(line, held, lent)
    return [task.pk, Product.objects.create(task=task, kind="decision", attachment_id=paper).pk]


def _part(line: Line, held: Membership, lent: Delegation) -> list[Any]:
    task = _task(line)
    return [task.pk, SubTask.objects.create(task=task, title="Soạn", made_at=clock.now()).pk]


def _difficulty(line: Line, held: Membership, lent: Delegation) -> list[Any]:
    """A question of the agency that nobody answered yet."""
    plan, _ = Programme.objects.get_or_create(
        code="XA-GAN",
        defaults={
            "title": "Kế hoạch",
            "starts_on": clock.today(),
            "ends_on": clock.today(),
            "first_period_starts_on": clock.today(),
            "loaded_at": clock.now(),
        },
    )
    made = Difficulty.objects.create(
        programme=plan, agency=line.agency, text="Chưa rõ", raised_at=clock.now(), due_on=clock.today()
    )
    return [made.pk]


_task_id: Subject = lambda line, held, lent: [_task(line).pk]  # noqa: E731
_agency_id: Subject = lambda line, held, lent: [line.agency.pk]  # noqa: E731


def _report(line: Line, held: Membership, lent: Delegation) -> list[Any]:
    """A draft of the agency that corrects a returned version, with one figure."""
    plan, _ = Programme.objects.get_or_create(
        code="XA-GAN",
        defaults={
            "title": "Kế hoạch",
            "starts_on": clock.today(),
            "ends_on": clock.today(),
            "first_period_starts_on": clock.today(),
            "loaded_at": clock.now(),
        },
    )
    for version, state in ((1, "returned"), (2, "draft")):
        made, _ = Report.objects.get_or_create(
            programme=plan,
            kind="final",
            agency=line.agency,
            version=version,
            defaults={"state": state, "due_at": clock.now(), "opened_at": clock.now()},
        )
    ReportFigure.objects.get_or_create(report=made, name="catalogue.dossiers_reviewed", defaults={"counted": 1})
    return [made.pk]


_report_file: Subject = lambda line, held, lent: [*_report(line, held, lent), "xlsx"]  # noqa: E731
_report_figure: Subject = lambda line, held, lent: [*_report(line, held, lent), "catalogue.dossiers_reviewed"]  # noqa: E731
_item: Subject = lambda line, held, lent: [line.items[0].pk]  # noqa: E731
_page: Subject = lambda line, held, lent: [line.items[0].pk, 1]  # noqa: E731
_image: Subject = lambda line, held, lent: [line.items[0].pk, 1, "full", "!100,100", "0", "default.jpg"]  # noqa: E731
_file: Subject = lambda line, held, lent: [DeliveryFile.objects.get(role="cover").pk]  # noqa: E731
_cover: Subject = lambda line, held, lent: [line.dossier.pk, DeliveryFile.objects.get(role="cover").pk]  # noqa: E731
_dossier: Subject = lambda line, held, lent: [line.dossier.pk]  # noqa: E731
_delivery: Subject = lambda line, held, lent: [line.delivery.pk]  # noqa: E731
_person: Subject = lambda line, held, lent: [held.person_id]  # noqa: E731
_role: Subject = lambda line, held, lent: [held.pk]  # noqa: E731
_figure: Subject = lambda line, held, lent: ["catalogue.dossiers_reviewed", line.agency.pk]  # noqa: E731
_lent: Subject = lambda line, held, lent: [lent.pk]  # noqa: E731

# Route → its subject, the methods that answer, who opens it where their role reaches, who opens it everywhere.
ROUTES: dict[str, tuple[Subject, set[str], set[str], set[str]]] = {
    "programme:attachment": (_attachment, GET, WORKING, WIDE | {"security_officer"}),
    "programme:task": (_task_id, GET, WORKING, WIDE | {"security_officer"}),
    "programme:agency-tasks": (_agency_id, GET, WORKING, WIDE | {"security_officer"}),
    # Whose role looks everywhere does the tasks of their own agency only.
    "programme:assign-tasks": (_agency_id, POST, {"clerk", "head"} | WIDE, set()),
    "programme:task-report": (_task_id, POST, DOING, set()),
    "programme:task-withdraw": (_product, POST, DOING, set()),
    "programme:task-assign": (_task_id, POST, {"clerk", "head"} | WIDE, set()),
    "programme:task-day": (_task_id, POST, {"clerk", "head"} | WIDE, set()),
    "programme:task-ask": (_task_id, POST, DOING, set()),
    "programme:task-add-part": (_task_id, POST, DOING, set()),
    "programme:task-mark-part": (_part, POST, DOING, set()),
    "programme:task-decide": (_task_id, POST, set(), {"home_affairs"}),
    "reporting:report": (_report, GET, WORKING, WIDE),
    "reporting:report-compare": (_report, GET, WORKING, WIDE),
    "reporting:report-file": (_report_file, GET, WORKING, WIDE),
    "reporting:report-save": (_report, POST, REPORTING, set()),
    "reporting:report-recount": (_report, POST, REPORTING, set()),
    "reporting:report-figure": (_report_figure, POST, REPORTING, set()),
    "reporting:report-submit": (_report, POST, REPORTING, set()),
    "reporting:report-correct": (_report, POST, REPORTING, set()),
    "reporting:report-sign": (_report, BOTH, {"head"}, set()),
    "reporting:report-unsign": (_report, POST, {"head"}, set()),
    "reporting:report-return": (_report, POST, set(), {"home_affairs"}),
    "reporting:report-lock": (_report, POST, set(), {"home_affairs"}),
    "digitisation:delivery": (_delivery, GET, WORKING | SCANNING, WIDE),
    "digitisation:delivery-progress": (_delivery, GET, WORKING | SCANNING, WIDE),
    "access:dossier": (_dossier, GET, WORKING, WIDE),
    "access:companion": (_cover, GET, WORKING, WIDE),
    "access:viewer": (_item, GET, WORKING, WIDE),
    "access:words": (_page, GET, WORKING, WIDE),
    "access:iiif-info": (_page, GET, WORKING, WIDE),
    "access:iiif-image": (_image, GET, WORKING, WIDE),
    "access:item-history": (_item, GET, WORKING, WIDE),
    "access:file-history": (_file, GET, WORKING | SCANNING, WIDE),
    "recognition:confirm": (_item, BOTH, {"clerk"}, {"archivist"}),
    "acceptance:accept": (_dossier, POST, {"supervisor", "head"}, set()),
    "reporting:difficulty": (_difficulty, GET, WORKING, WIDE),
    "reporting:difficulty-answer": (_difficulty, POST, set(), {"home_affairs"}),
    "reporting:difficulty-pass-on": (_difficulty, POST, set(), {"home_affairs"}),
    "reporting:difficulty-escalate": (_difficulty, POST, set(), {"home_affairs"}),
    "reporting:difficulty-ask-again": (_difficulty, POST, {"clerk", "supervisor", "head"}, {"archivist"}),
    "reporting:difficulty-close": (_difficulty, POST, {"clerk", "supervisor", "head"}, {"archivist"}),
    "reporting:volume-edit": (_volume, BOTH, {"clerk", "head"}, {"home_affairs"}),
    "reporting:evidence": (_figure, GET, WORKING, WIDE),
    "reporting:evidence-export": (_figure, GET, WORKING, WIDE),
    "identity:person": (_person, GET, {"head"}, OVERSEEING),
    "identity:edit-person": (_person, BOTH, set(), {"administrator"}),
    "identity:disable-person": (_person, BOTH, set(), {"administrator"}),
    "identity:enable-person": (_person, POST, set(), {"administrator"}),
    "identity:reset-password": (_person, POST, set(), {"administrator"}),
    "identity:forget-factors": (_person, POST, set(), {"administrator"}),
    "identity:role": (_role, BOTH, {"head"}, GIVING),
    "identity:end-role": (_role, BOTH, {"head"}, GIVING),
    "identity:take-back": (_lent, POST, {"head"}, GIVING),
    **near_catalogue_likeness.ROWS,
    **near_catalogue_importing.ROWS,
    **near_catalogue_describing.ROWS,
    # Pages before lots: making them takes away the guides that there are.
    **near_inspection_gallery.ROWS,
    **near_inspection_lots.ROWS,
    **near_digitisation_intake.ROWS,
    **near_programme.ROWS,
    **near_recognition_cross.ROWS,
    **near_recognition_desk.ROWS,
    **near_recognition_personal.ROWS,
    **near_selection_assessing.ROWS,
    **near_selection_lists.ROWS,
    **near_catalogue_registers.ROWS,
    **near_selection_handover.ROWS,
    **near_acceptance_rounds.ROWS,
    **near_digitisation_batches.ROWS,
    **near_digitisation_paper.ROWS,
    **near_digitisation_files.ROWS,
}
THE_CITY = "the whole city: Home Affairs, and who heads the city, see all of it"
# Routes with something in their address that belongs to no agency, and why.
OF_NO_AGENCY = {
    "reporting:city-score": THE_CITY,
    "reporting:city-report": THE_CITY,
    "reporting:city-words": THE_CITY,
    "reporting:city-sign": THE_CITY,
    "reporting:city-submit": THE_CITY,
    "reporting:city-paper": THE_CITY,
    "reporting:city-agency": THE_CITY,
    "reporting:city-evidence": THE_CITY,
    "reporting:period": "Home Affairs, everywhere",
    "reporting:request": "Home Affairs, everywhere",
    "reporting:request-file": "Home Affairs, everywhere",
    "reporting:request-extend": "Home Affairs, everywhere",
    "reporting:request-close": "Home Affairs, everywhere",
    "identity:agency": "the directory is open to all who work here",
    "identity:agency-export": "the directory is open to all who work here",
    "identity:agency-rename": "Home Affairs, everywhere",
    "identity:agency-end": "Home Affairs, everywhere",
    "identity:agency-recognise": "Home Affairs, everywhere",
    "identity:agency-edit": "Home Affairs, everywhere",
    "identity:agency-confirm": "Home Affairs, everywhere",
    "identity:end-session": "one's own sessions",
    "mfa_remove_webauthn": "one's own keys",
    "mfa_edit_webauthn": "one's own keys",
    "programme:plan-task": "the plan is open to all staff; agencies' states are cut to the reader's reach",
    "reporting:chain": "Home Affairs, everywhere",
    "reporting:chain-of": "Home Affairs, everywhere",
    "web:retry-job": "the machine's",
    "web:trail-seen": "there is one trail; who watches it watches every agency",
    "web:trail-export": "there is one trail; who watches it watches every agency",
    "openid_connect_login": "the way in",
    "openid_connect_callback": "the way in",
    **near_programme.OF_NO_AGENCY,
    **near_digitisation_files.OF_NO_AGENCY,
    **near_catalogue_browsing.OF_NO_AGENCY,
    **near_catalogue_registers.OF_NO_AGENCY,
}


def test_every_route_with_a_subject_is_asked_here() -> None:
    with_subject = {name for pattern, name, _ in route_table() if "<" in pattern}
    assert with_subject - set(OF_NO_AGENCY) == set(ROUTES)


def of_line(line: Line) -> tuple[Membership, Delegation]:
    """A role and a delegation in the agency of the line; its papers are for the staff of the agency."""
    Dossier.objects.update(access_code="02")
    Item.objects.update(access_code="02")
    ItemFields.objects.update(state="waiting")
    index_dossier(str(line.dossier.pk))
    subject, deputy = person("chu-the", (line.agency, Role.CLERK)), person("nhan-uy")
    held = Membership.objects.get(person=subject)
    until = clock.today() + timedelta(5)
    lent = actions.delegate(subject, deputy, line.agency, Role.CLERK, valid_from=clock.today(), valid_to=until)
    return held, lent


def standing(relation: str, line: Line) -> Agency:
    """An agency that stands so to the one of the line."""
    other: Agency = actions.register_agency(f"Q.{relation}", f"Cơ quan {relation}", kind="commune")
    if relation == "itself":
        return line.agency  # type: ignore[no-any-return]
    if relation == "two above":
        between = Agency.objects.create(code="Q.GIUA", name="Ở giữa", parent=other)
        Agency.objects.filter(pk=line.agency.pk).update(parent=between)
    elif relation in ("heir", "heir in part"):
        Succession.objects.create(predecessor=line.agency, heir=other, is_partial=relation == "heir in part")
    elif relation == "below":
        Agency.objects.filter(pk=other.pk).update(parent=line.agency)
    return other


@pytest.fixture(autouse=True)
def _refusals_are_no_news(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="django.request")


def answered(client: Client, method: str, address: str) -> bool:
    """Whether something was shown or done. What was done is undone."""
    with transaction.atomic():
        answer = getattr(client, method)(address)
        transaction.set_rollback(True)
    if answer.status_code == 302 and answer["Location"].startswith("/dang-nhap"):
        return False
    assert answer.status_code in (200, 302, 403, 404, 405, 422), (method, address, answer.status_code)
    # A form that was sent empty was answered, with what it lacks.
    # A form that was let in and found wanting is shown again.
    return answer.status_code in (200, 302, 422)


# Far agencies need no full list of roles once more: the two ways of being far differ in the reach only.
@pytest.mark.parametrize(
    ("relation", "reaches", "roles"),
    [
        ("itself", True, Role.values),
        ("two above", True, ["clerk", "head", "contractor_operator", "reader", "administrator"]),
        ("heir", True, ["clerk", "head", "contractor_operator", "reader", "administrator"]),
        ("heir in part", False, ["clerk", "head", "contractor_operator"]),
        ("below", False, ["clerk", "head", "contractor_operator"]),
        ("neighbour", False, Role.values),
    ],
)
def test_what_each_role_opens_of_an_agency_that_is(line: Line, relation: str, reaches: bool, roles: list[str]) -> None:
    held, lent = of_line(line)
    agency = standing(relation, line)
    addresses = {name: reverse(name, args=subject(line, held, lent)) for name, (subject, *_) in ROUTES.items()}
    told, wanted = {}, {}
    for role in roles:
        client = signed_in(Client(), person(f"nguoi-{role}", (agency, role)), proved=True)
        for name, (_, methods, near, far) in ROUTES.items():
            # Methods that do not answer are asked once; how near the subject is changes nothing.
            for method in ("get", "post") if relation == "itself" else sorted(methods):
                told[role, name, method] = answered(client, method, addresses[name])
                wanted[role, name, method] = method in methods and role in (near | far if reaches else far)
    assert {key for key in told if told[key] != wanted[key]} == set()
