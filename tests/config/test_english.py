"""Whoever chose English reads English: every page, as every role, but for what the archive itself says."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from devtools.maps import GUEST, route_table
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from tests.architecture.test_words import NAME, VIETNAMESE
from tests.config import (
    near_acceptance_rounds,
    near_catalogue_importing,
    near_digitisation_batches,
    near_digitisation_intake,
    near_digitisation_paper,
    near_inspection_gallery,
    near_inspection_lots,
    near_recognition_cross,
)
from tests.house import person, signed_in
from tests.line import Line, values_of
from tests.stages.programme.tasks import task

from khoso.foundation.identity.access import allowed_by
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.stages.programme.models import Task
from khoso.stages.selection.models import SelectionList

pytestmark = [pytest.mark.django_db, pytest.mark.mission("A6")]
PASSWORD = "Mat-khau-So-1!"
# Frequent words without an accent: what is left when somebody forgot to mark them.
BARE = re.compile(r"\b(trang|xem|trong|khi|theo|xong|sau|chung)\b", re.IGNORECASE)
SPOKEN = {"title", "alt", "placeholder", "aria-label", "aria-description", "aria-roledescription", "label", "summary"}
SPOKEN |= {"data-text", "data-missing", "data-confirm", "data-confirm-label", "data-label"}

NAMES = rf"{NAME}|Người en-\w+|(Ủy ban nhân dân|UBND) xã Mẫu An|Mẫu An|Nhiệm vụ thứ 1"
# A choice or a part of a picture holds nothing but the name of a thing: no mark of language fits in there.
ONLY_NAMES = ("option", "title", "text")

# What stands for each parameter of a route: the name of the parameter → its value in the house of the test.
SUBJECTS: dict[str, Callable[[Line], Any]] = {
    "delivery_id": lambda line: line.delivery.pk,
    "dossier_id": lambda line: line.dossier.pk,
    "upload_id": lambda line: near_digitisation_intake.upload_of(line.agency).pk,
    "split_id": lambda line: near_digitisation_intake.split_of(line.delivery).pk,
    "item_id": lambda line: line.items[0].pk,
    "file_id": lambda line: line.delivery.files.get(role="cover").pk,
    "number": lambda line: 1,
    "region": lambda line: "full",
    "size": lambda line: "!100,100",
    "rotation": lambda line: "0",
    "name": lambda line: "default.jpg",
    "code": lambda line: line.agency.code,
    "form": lambda line: "csv",
    "paper": lambda line: "csv",
    "export_id": lambda line: 0,
    "job_id": lambda line: 1,
    "session_id": lambda line: 1,
    "pk": lambda line: _passkey().pk,
    "person_id": lambda line: _role_held(line).person_id,
    "membership_id": lambda line: _role_held(line).pk,
    "delegation_id": lambda line: 1,
    # Lots, guides, defects and photos have addresses of their own below.
    "lot_id": lambda line: 0,
    "guide_id": lambda line: 0,
    "list_id": lambda line: SelectionList.objects.order_by("pk").values_list("pk", flat=True)[0],
    "agency_id": lambda line: line.agency.pk,
    "task_id": lambda line: _task(line).pk,
    "kind": lambda line: "item",
    "identifier": lambda line: line.items[0].pk,
    "fonds_id": lambda line: line.dossier.fonds_id,
    # A register that is not there; heaps and reports neither.
    "series_id": lambda line: line.dossier.series_id or line.dossier.pk,
    "accumulation_id": lambda line: 0,
    "view_id": lambda line: 0,
    "defect_id": lambda line: 0,
    "photo_id": lambda line: 0,
    "which": lambda line: "truoc",
    "edit_id": lambda line: line.dossier.pk,
    "other_id": lambda line: line.dossier.pk,
    "import_id": lambda line: near_catalogue_importing._import(line, None, None)[0],
    # Things of the programme and its reports that are not there: the page that says so is read.
    "report_id": lambda line: 0,
    "request_id": lambda line: 0,
    "monitoring_id": lambda line: 0,
    "guidance_id": lambda line: 0,
    "version_id": lambda line: 0,
    "product_id": lambda line: 0,
    "part_id": lambda line: 0,
    "attachment_id": lambda line: 0,
    "round_id": lambda line: near_acceptance_rounds.minutes_once(line).round_id,
    "minutes_id": lambda line: near_acceptance_rounds.minutes_once(line).pk,
    "side": lambda line: 2,
    "visit_id": lambda line: 0,
    "finding_id": lambda line: 0,
    "row_id": lambda line: 0,
    "body_id": lambda line: 0,
    "meeting_id": lambda line: 0,
    "member_id": lambda line: 0,
    "key": lambda line: "II.1",
    "secret": lambda line: "khong-co",
    "batch_id": lambda line: line.dossier.pk,
    # Hand-overs have addresses of their own below.
    "hand_over_id": lambda line: 0,
    "box_id": lambda line: 0,
    "difference_id": lambda line: 0,
    "scenario_id": lambda line: 0,
    "wave_id": lambda line: near_digitisation_batches.a_batch(line.agency).pk,
    "gate": lambda line: "site",
    "gate_id": lambda line: near_digitisation_batches._gate(line.agency)[1],
    "document_id": lambda line: 0,
    "device_id": lambda line: near_digitisation_batches.a_device(near_digitisation_batches.a_batch(line.agency)).pk,
    "sort": lambda line: "nguoi",
    "entry_id": lambda line: near_digitisation_batches._person(line.agency)[2],
    "move": lambda line: "huy",
    # Nothing of the line is in quarantine.
    "case_id": lambda line: 0,
    "stage": lambda line: "review",
    "field": lambda line: "issuer",
    "term_id": lambda line: near_recognition_cross.term_of(line.agency).pk,
    "provider_id": lambda line: settings.KHOSO_OIDC_PROVIDER,
}
# Routes that show no page to anybody, and why.
NO_PAGE = {
    "recognition:policy-sample": "asks for a field; shown by the tests of policies",
    "recognition:alike-take-back": "only takes a form",
    "recognition:term-approve": "only takes a form",
    "recognition:term-withdraw": "only takes a form",
    "recognition:arbitrate": "nothing of the line is disputed; shown by the tests of the desk",
    "recognition:confirm-back": "leads to the last item",
    "recognition:confirm-hold": "only takes a form",
    "recognition:confirm-later": "only takes a form",
    "recognition:confirm-next": "leads to the next item",
    "recognition:confirm-start": "leads to the first item",
    "digitisation:difference-do": "only takes a form",
    "digitisation:handing-count": "only takes a form",
    "digitisation:handing-do": "only takes a form",
    "digitisation:handing-labels": "a file",
    "digitisation:handing-minutes": "a file",
    "digitisation:handing-photo": "only takes a form",
    "digitisation:handing-picture": "a file",
    "digitisation:label": "leads to the hand-over",
    "digitisation:pairing-choose": "only takes a form",
    "digitisation:upload-bundle": "only takes a form",
    "digitisation:upload-cancel": "only takes a form",
    "digitisation:upload-compare": "only takes a form",
    "digitisation:upload-declare": "only takes a form",
    "digitisation:upload-finish": "only takes a form",
    "digitisation:upload-form": "only takes a form",
    "digitisation:upload-piece": "only takes a form",
    "inspection:delivery-report": "a file",
    "inspection:gallery-add-photo": "only takes a form",
    "inspection:gallery-change": "only takes a form",
    "inspection:gallery-good": "only takes a form",
    "inspection:gallery-image": "a picture",
    "inspection:gallery-index": "JSON",
    "inspection:gallery-mark": "only takes a form",
    "inspection:gallery-photo": "a picture",
    "inspection:gallery-thumbnails": "a picture",
    "inspection:gallery-undo": "only takes a form",
    "inspection:guide-acknowledge": "only takes a form",
    "inspection:guide-file": "a file",
    "inspection:lot-again": "only takes a form",
    "inspection:lot-cancel": "only takes a form",
    "inspection:lot-decide": "only takes a form",
    "inspection:lot-draw": "only takes a form",
    "inspection:lot-open": "only takes a form",
    "inspection:lot-report": "a file",
    "inspection:origin": "only takes a form",
    "inspection:plan-kind": "only takes a form",
    "inspection:rework-again": "only takes a form",
    "inspection:rework-bring": "only takes a form",
    "inspection:rework-close": "only takes a form",
    "inspection:rework-download": "a file",
    "inspection:rework-picture": "a picture",
    "inspection:rework-return": "only takes a form",
    "inspection:rework-waive": "only takes a form",
    "programme:attachment": "a file",
    "digitisation:batch-document": "a file",
    "digitisation:site-file": "a file",
    "digitisation:wipe-file": "a file",
    "catalogue:accumulation-move": "only takes a form",
    "catalogue:arrangement-move": "only takes a form",
    "catalogue:expired-make": "only takes a form",
    "catalogue:expiry-receive": "only takes a form",
    "catalogue:expiry-supplement": "only takes a form",
    "catalogue:release": "only takes a form",
    "selection:assess-batch-undo": "only takes a form",
    "selection:assess-save": "only takes a form",
    "selection:cutoff-drop": "only takes a form",
    "selection:cutoff-keep": "only takes a form",
    "selection:cutoff-propose": "only takes a form",
    "selection:handover-make": "only takes a form",
    "selection:handover-version": "only takes a form",
    "catalogue:dossier-register": "a file",
    "catalogue:expiry-file": "a file",
    "catalogue:register": "a file",
    "catalogue:register-file": "a file",
    "catalogue:report-file": "a file",
    "selection:handover-file": "a file",
    "digitisation:delivery-mending": "a file",
    "digitisation:delivery-again": "only takes a form",
    "digitisation:quarantine-case": "the line has none",
    "digitisation:quarantine-page": "a picture",
    "digitisation:quarantine-decide": "only takes a form",
    "catalogue:accumulation": "the line has none",
    "catalogue:accumulation-edit": "the line has none",
    "catalogue:bulk-edit": "the line has none",
    "catalogue:expiry-list": "the line has none",
    "catalogue:report": "the line has none",
    "selection:assess-batch": "the line has none",
    "selection:handover": "the line has none",
    "catalogue:choose-columns": "only takes a form",
    "catalogue:keep-view": "only takes a form",
    "catalogue:change-view": "only takes a form",
    "catalogue:bulk-move": "only takes a form",
    "catalogue:judge-twins": "only takes a form",
    "catalogue:import-check": "only takes a form",
    "catalogue:import-load": "only takes a form",
    "catalogue:import-stop": "only takes a form",
    "catalogue:import-withdraw": "only takes a form",
    "catalogue:import-marked": "a file",
    "catalogue:import-file": "a file",
    "programme:assign-tasks": "only takes a form",
    "programme:task-report": "only takes a form",
    "programme:task-withdraw": "only takes a form",
    "programme:task-assign": "only takes a form",
    "programme:task-day": "only takes a form",
    "programme:task-ask": "only takes a form",
    "programme:task-add-part": "only takes a form",
    "programme:task-mark-part": "only takes a form",
    "programme:task-decide": "only takes a form",
    "web:alive": "JSON",
    "web:language": "only takes a form",
    "identity:sign-out": "only takes a form",
    "web:act-for": "only takes a form",
    "web:trail-review": "only takes a form",
    "web:trail-export": "a file",
    "api:openapi": "JSON",
    "openid_connect_login": "leads to the city's directory",
    "openid_connect_callback": "where the city's directory comes back to",
    "mfa_download_recovery_codes": "a file",
    "mfa_reauthenticate_webauthn": "asks a true passkey",
    "identity:forget-factors": "only takes a form",
    "acceptance:accept": "only takes a form",
    "acceptance:liquidation-take-back": "only takes a form",
    "acceptance:minutes-file": "a file",
    "acceptance:minutes-withdraw": "only takes a form",
    "acceptance:round-cancel": "only takes a form",
    "acceptance:round-certificate": "a file",
    "acceptance:round-certify": "only takes a form",
    "acceptance:round-count": "only takes a form",
    "acceptance:round-evidence-file": "a file",
    "acceptance:side-paper": "only takes a form",
    "acceptance:side-refuse": "only takes a form",
    "acceptance:side-scan": "a file",
    "acceptance:side-sign": "only takes a form",
    "selection:list-add": "leads back: the list of the line is approved",
    "selection:list-differences": "the list of the line replaces nothing",
    "selection:list-remove": "only takes a form",
    "selection:list-rename": "only takes a form",
    "selection:list-propose": "only takes a form",
    "selection:list-withdraw": "only takes a form",
    "selection:list-revise": "only takes a form",
    "selection:list-file": "a file",
    "selection:list-decision-file": "a file",
    "selection:session": "opened by the tests of the room, which hold one",
    "selection:session-attendance": "only takes a form",
    "selection:session-opinion": "only takes a form",
    "selection:session-conclude": "only takes a form",
    "selection:session-cancel": "only takes a form",
    "selection:session-minutes": "a file",
    "identity:agency-export": "a file",
    "identity:end-session": "only takes a form",
    "identity:end-other-sessions": "only takes a form",
    "identity:give-up": "only takes a form",
    "identity:session-goes-on": "only takes a form",
    "identity:session-left": "JSON",
    "identity:enable-person": "only takes a form",
    "identity:reset-password": "only takes a form",
    "identity:take-back": "only takes a form",
    "identity:review-file": "a file",
    "web:retry-all-jobs": "only takes a form",
    "web:retry-job": "only takes a form",
    "access:companion": "a file",
    "access:words": "JSON",
    "access:iiif-info": "JSON",
    "access:iiif-image": "a picture",
}


class Reading(HTMLParser):
    """What a page says in the reader's language: its words and spoken attributes outside what is marked Vietnamese."""

    VOID = frozenset(["area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "path"])

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.language = ""
        self.left: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        present = dict(attrs)
        language = present.get("lang") or (self.open[-1][1] if self.open else "en")
        if tag == "html":
            self.language = language
        for name in SPOKEN & set(present):
            self._hear(present[name] or "", language)
        if tag not in self.VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1][0] not in ("script", "style"):
            self._hear(data, self.open[-1][1] if self.open else "en")

    def _hear(self, text: str, language: str) -> None:
        # The product's own name; within a sentence, names of people and agencies too.
        is_choice = bool(self.open) and self.open[-1][0] in ONLY_NAMES
        said = re.sub(NAMES if is_choice or not re.fullmatch(NAMES, text.strip()) else NAME, "", text)
        if language != "vi" and (VIETNAMESE.search(said) or BARE.search(said)):
            self.left.append(" ".join(text.split()))


def english(who: Any = None) -> Client:
    client = Client(raise_request_exception=False)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return signed_in(client, who, proved=True) if who is not None else client


def _owner(agency: Any) -> Any:
    """A clerk with an authenticator app and recovery codes, so that the pages about them have something to show."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    owner = person("en-owner", (agency, Role.CLERK))
    owner.set_password(PASSWORD)
    owner.password_changed_at = clock.now()
    owner.save()
    TOTP.activate(owner, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(owner)
    return owner


def _keyholder(agency: Any) -> Any:
    from allauth.mfa.models import Authenticator

    holder = person("en-keyholder", (agency, Role.CLERK))
    Authenticator.objects.create(user=holder, type="webauthn", data={"name": "USB", "credential": {}})
    return holder


def _task(line: Line) -> Any:
    """A task of the agency, given once."""
    return Task.objects.filter(agency=line.agency).first() or task(line.agency)


def _role_held(line: Line) -> Any:
    return person("en-reader", (line.agency, Role.READER)).memberships.get(agency=line.agency, role=Role.READER)


def _passkey() -> Any:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.get(type="webauthn")


def _at_the_second_factor() -> Client:
    client = english()
    client.post(reverse("identity:sign-in"), {"username": "en-owner", "password": PASSWORD})
    return client


def _address(pattern: str, line: Line) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(SUBJECTS[found.group(1)](line)), pattern)


def _may(client: Client, predicate: Any) -> bool:
    who = client.session.get("_auth_user_id")
    return bool(predicate(Person.objects.get(pk=who) if who else AnonymousUser()))


def test_every_page_is_english_but_for_what_the_archive_says(line: Line, settings: Any) -> None:
    # On a busy machine the round takes longer than a proof of identity holds.
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600
    owner = _owner(line.agency)
    visitors = {
        GUEST: english(),
        **{role: english(person(f"en-{role}", (line.agency, role))) for role in Role.values},
        "with an app": english(owner),
        "with a passkey": english(_keyholder(line.agency)),
        "half signed in": _at_the_second_factor(),
    }
    strange = Agency.objects.create(code="LA.01", name="LA.01", kind=AgencyKind.UNCONFIRMED, is_unconfirmed=True)
    addresses = {name: _address(pattern, line) for pattern, name, _ in route_table()}
    addresses["identity:agency-confirm"] = reverse("identity:agency-confirm", args=[strange.code])
    addresses |= near_digitisation_paper.addresses(line, owner)
    batch = near_acceptance_rounds.minutes_once(line).batch_id
    of_batch = ("acceptance:round-open", "acceptance:liquidation", "acceptance:liquidation-declare")
    addresses |= {name: reverse(name, args=[batch]) for name in of_batch}
    # Pages are made first: they take away the guides that there are.
    addresses |= near_inspection_gallery.addresses(line) | near_inspection_lots.addresses(line)
    allows = {name: allowed_by(view) for _, name, view in route_table()}
    left, not_english, shown, asked = set(), set(), set(), set()
    for client in visitors.values():
        for name, address in addresses.items():
            # One refusal looks like another.
            if name == "identity:sign-out" or (name in asked and not _may(client, allows[name])):
                continue
            asked.add(name)
            answer = client.get(address)
            if not answer.get("Content-Type", "").startswith("text/html") or not answer.content:
                continue
            page = Reading(answer.content.decode())
            left |= {f"{name}: {text}" for text in page.left}
            if page.language not in ("", "en"):
                not_english.add(name)
            if answer.status_code == 200:
                shown.add(name)
    assert "\n".join(sorted(left)) == ""
    assert sorted(not_english) == []
    hidden = {name for name in set(addresses) - shown if not _has_a_test_of_its_room(name)}
    assert hidden == {name for name in NO_PAGE if not _has_a_test_of_its_room(name)}


def _has_a_test_of_its_room(name: str) -> bool:
    """Pages about one thing of the programme or of reporting are opened by the tests of those rooms, which make it."""
    return name.startswith(("programme:", "reporting:"))


@pytest.fixture
def clerk(line: Line) -> Client:
    return english(person("en-clerk", (line.agency, Role.CLERK)))


def test_answers_to_forms_are_english_too(line: Line, clerk: Client) -> None:
    item = line.items[0]
    address = reverse("recognition:confirm", args=[item.pk])
    refused = clerk.post(address, values_of(item, kind="", issued_date="hom qua", subject="x" * 600))
    confirmed = clerk.post(address, values_of(item), follow=True)
    wrong = english().post(reverse("identity:sign-in"), {"username": "ai", "password": "gi"})
    said = {
        "refused": (refused.status_code, Reading(refused.content.decode()).left),
        "confirmed": (confirmed.status_code, Reading(confirmed.content.decode()).left),
        "sign-in": (wrong.status_code, Reading(wrong.content.decode()).left),
    }
    assert said == {"refused": (200, []), "confirmed": (200, []), "sign-in": (200, [])}


def test_results_findings_and_missing_pages_are_english_too(line: Line, clerk: Client) -> None:
    head = english(person("en-head", (line.agency, Role.HEAD)))
    for client, address in [
        (clerk, reverse("access:search") + "?q=cầu"),
        (clerk, reverse("access:search") + "?q=khôngcóđâu"),
        (clerk, reverse("access:viewer", args=[line.items[0].pk]) + "?q=cầu"),
        (clerk, reverse("digitisation:delivery", args=[line.delivery.pk]) + "?ma=page.skewed"),
        (clerk, "/khong-co-trang-nay"),
    ]:
        assert Reading(client.get(address).content.decode()).left == [], address
    accepted = head.post(reverse("acceptance:accept", args=[line.dossier.pk]), follow=True)
    assert Reading(accepted.content.decode()).left == []


def test_the_reading_hears_what_is_not_translated() -> None:
    page = '<html lang="en"><p title="Trang chủ">Home <b lang="vi">Sở Nội vụ <i lang="en">Đóng</i></b> xem</p></html>'
    assert Reading(page).left == ["Trang chủ", "Đóng", "xem"]
