"""Making accounts and changing what is known of people. One account, one person."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity import permissions
from khoso.foundation.identity.models import AccountKind, Agency, Membership, Person
from khoso.foundation.identity.people import queries as people_queries
from khoso.foundation.identity.people.errors import AccountExists, LastAdministrator, NotYours, PersonRefused
from khoso.foundation.identity.roles import MACHINE, Role
from khoso.foundation.identity.sign_in.passwords import change_password
from khoso.kernel import clock
from khoso.kernel.text_vi import fold, one_space

FACTS = ("full_name", "email", "phone", "position", "employer", "kind")
_LOOK_ALIKE = set("0O1lI")
_KINDS = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "!@#%+-=?")
_PASSWORD_LENGTH = 16


@transaction.atomic
def register_person(
    username: str,
    full_name: str,
    password: str,
    *,
    roles: list[tuple[Agency, str]],
    is_demo: bool = False,
    email: str = "",
    phone: str = "",
    position: str = "",
    employer: Agency | None = None,
    kind: str = "",
    must_change_password: bool = False,
    by: Person | None = None,
) -> Person:
    """Make an account with its roles; the one with this username when it already is. `by` None: the machine itself."""
    from khoso.foundation.identity.people import role_actions

    person = Person.objects.filter(username=username).first()
    if person is None:
        wanted = kind or (AccountKind.ADMINISTRATION if _keeps_machine(roles) else AccountKind.PERSON)
        facts = _checked(
            {"full_name": full_name, "email": email, "phone": phone, "position": position, "kind": wanted}, by=by
        )
        person = Person(username=_checked_username(username), employer=employer, is_demo=is_demo, **facts)
        person.must_change_password = must_change_password
        person.set_password(password)
        person.save()
        told = {"full_name": full_name, "email": email, "kind": wanted, "employer": employer.code if employer else ""}
        record("identity.person.register", subject=("person", username), details=told)
    for agency, role in roles:
        if not Membership.objects.live().filter(person=person, agency=agency, role=role).exists():
            role_actions.grant_role(person, agency, role, by=by)
    return person


def _keeps_machine(roles: list[tuple[Agency, str]]) -> bool:
    return any(role in MACHINE for _, role in roles)


@transaction.atomic
def open_account(
    username: str,
    full_name: str,
    *,
    by: Person | None,
    roles: list[tuple[Agency, str]] | None = None,
    password: str = "",
    **facts: Any,
) -> tuple[Person, str]:
    """Make a new account with a password for the first sign-in only, told once. Raises when there is one already.

    `password`: one that follows the rules, instead of one made here; it too is for the first sign-in only.

    # Luật: QCVN 12:2026/BCA (mật khẩu do người khác đặt phải đổi khi đăng nhập lần đầu)
    """
    _must_edit_people(by)
    username = _checked_username(username)
    if taken := Person.objects.filter(username__iexact=username).first():
        raise AccountExists(taken.username if people_queries.may_see(by, taken) else "")
    password = password or new_password()
    person = register_person(
        username, full_name, password, roles=roles or [], must_change_password=True, by=by, **facts
    )
    return person, password


def new_password() -> str:
    """A password nobody chose: all four kinds of signs, none that is taken for another when it is copied by hand."""
    alphabets = ["".join(sign for sign in kind if sign not in _LOOK_ALIKE) for kind in _KINDS]
    signs = [secrets.choice(alphabet) for alphabet in alphabets]
    signs += [secrets.choice("".join(alphabets)) for _ in range(_PASSWORD_LENGTH - len(signs))]
    secrets.SystemRandom().shuffle(signs)
    return "".join(signs)


@transaction.atomic
def edit_person(person: Person, *, by: Person | None, **facts: Any) -> Person:
    """Change what is known of a person; only what changes is written and recorded."""
    _must_edit_people(by)
    found = locked(person)
    before = {name: getattr(found, name) for name in FACTS}
    checked = _checked({**{n: v for n, v in before.items() if n != "employer"}, **facts}, by=by, of=found)
    after = {**checked, "employer": facts.get("employer", before["employer"])}
    changed = {name: [_plain(before[name]), _plain(after[name])] for name in FACTS if before[name] != after[name]}
    if "kind" in changed and people_queries.has_duties(found):
        raise PersonRefused(_("Chưa ghi: chỉ đổi loại tài khoản khi người này không còn vai trò nào."), "kind")
    if changed:
        for name in changed:
            setattr(found, name, after[name])
        found.save(update_fields=list(changed))
        record("identity.person.edit", subject=("person", found.username), details=changed)
    return found


@transaction.atomic
def disable_person(person: Person, reason: str, *, by: Person | None) -> Person:
    """Take an account out of use at once; what the person did and held stays on record."""
    _must_edit_people(by)
    if by is not None and by.pk == person.pk:
        raise PersonRefused(_("Chưa ghi: không ai tự ngừng tài khoản của mình."))
    if not (reason := one_space(reason)[:200]):
        raise PersonRefused(_("Chưa ghi: hãy nêu lý do ngừng dùng."), "reason")
    must_leave_an_administrator(without=person)
    found = locked(person)
    if found.is_active:
        found.is_active, found.disabled_at, found.disabled_reason = False, clock.now(), reason
        found.save(update_fields=["is_active", "disabled_at", "disabled_reason"])
        details = {"is_active": [True, False], "reason": reason}
        record("identity.person.disable", subject=("person", found.username), details=details)
    end_sessions(found)
    return found


@transaction.atomic
def enable_person(person: Person, *, by: Person | None) -> Person:
    """Put an account back in use. It is seen as used now, so that idleness is counted anew."""
    _must_edit_people(by)
    found = locked(person)
    if not found.is_active:
        before = found.disabled_reason
        found.is_active, found.disabled_at, found.disabled_reason = True, None, ""
        found.last_seen_at = clock.now()
        found.save(update_fields=["is_active", "disabled_at", "disabled_reason", "last_seen_at"])
        details = {"is_active": [False, True], "reason": [before, ""]}
        record("identity.person.enable", subject=("person", found.username), details=details)
    return found


@transaction.atomic
def reset_password(person: Person, *, by: Person | None) -> str:
    """A new password for one sign-in, told once and kept nowhere; open sessions end."""
    _must_edit_people(by)
    found = locked(person)
    if by is not None and by.pk == found.pk:
        raise PersonRefused(_("Mật khẩu của chính mình được đổi ở trang đổi mật khẩu."))
    password = new_password()
    change_password(found, password, is_temporary=True)
    record("identity.person.reset_password", subject=("person", found.username))
    end_sessions(found)
    return password


def end_sessions(person: Person) -> None:
    """End every open session of a person."""
    if find_spec("khoso.foundation.identity.sign_in.sessions"):
        from importlib import import_module

        import_module("khoso.foundation.identity.sign_in.sessions").end_all(person)


def locked(person: Person) -> Person:
    """The person as they are now, held for this transaction: two changes of one person go one after the other."""
    return Person.objects.select_for_update().select_related(None).get(pk=person.pk)


def must_leave_an_administrator(*, without: Person) -> None:
    """Refuse what would take the last administrator away. Administrators are held until the transaction ends, in one
    order, so that two who end each other's role do not both succeed."""
    present = Membership.objects.in_force().filter(role=Role.ADMINISTRATOR, person__is_active=True)
    people = set(present.order_by("person_id").select_for_update().values_list("person_id", flat=True))
    if without.pk in people and len(people) == 1:
        raise LastAdministrator


def _must_edit_people(by: Person | None) -> None:
    if by is not None and not permissions.can_edit_people(by):
        raise NotYours(_("Chưa ghi: chỉ quản trị hệ thống tạo, sửa, ngừng tài khoản."))


def _checked_username(username: str) -> str:
    name = username.strip()
    allowed = set(string.ascii_letters + string.digits + "._-@")
    if not 2 <= len(name) <= 60 or set(name) - allowed:
        raise PersonRefused(_("Tên đăng nhập dài 2–60 ký tự, chỉ gồm chữ không dấu, số và . _ - @"), "username")
    return name


def _checked(facts: Mapping[str, Any], *, by: Person | None, of: Person | None = None) -> dict[str, Any]:
    """The facts in their kept form. Raises PersonRefused for what cannot be, AccountExists for who has an account."""
    kept = {
        "full_name": one_space(facts["full_name"])[:120],
        "email": facts["email"].strip()[:254],
        "phone": one_space(facts["phone"])[:40],
        "position": one_space(facts["position"])[:120],
        "kind": facts["kind"],
    }
    if not kept["full_name"]:
        raise PersonRefused(_("Hãy ghi họ và tên."), "full_name")
    if kept["kind"] not in AccountKind.values:
        raise PersonRefused(_("Không có loại tài khoản này."), "kind")
    if kept["email"]:
        try:
            validate_email(kept["email"])
        except ValidationError:
            raise PersonRefused(_("Địa chỉ thư điện tử chưa đúng."), "email") from None
    if same := _same_person(kept, of):
        raise AccountExists(same.username if people_queries.may_see(by, same) else "")
    return kept


def _same_person(facts: Mapping[str, Any], of: Person | None) -> Person | None:
    """Another account of the same human being: same address, or same telephone and name.

    # Luật: QCVN 12:2026/BCA (mỗi người một tài khoản)
    """
    others = Person.objects.exclude(pk=of.pk if of else None)
    if facts["email"] and (same := others.filter(email__iexact=facts["email"]).first()):
        return same
    number = _digits(facts["phone"])
    if not number:
        return None
    name = fold(facts["full_name"])
    for other in others.exclude(phone=""):
        if _digits(other.phone) == number and fold(other.full_name) == name:
            return other
    return None


def _digits(phone: str) -> str:
    """The digits of a telephone number; the country's code and the leading nought are one."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    return digits.removeprefix("84") if phone.strip().startswith("+84") else digits.removeprefix("0")


def _plain(value: Any) -> Any:
    return value.code if isinstance(value, Agency) else value


@transaction.atomic
def choose_language(person: Person, language: str) -> None:
    """The language in which the house speaks to this person, on every machine."""
    if person.language == language:
        return
    record(
        "identity.person.edit", subject=("person", person.username), details={"language": [person.language, language]}
    )
    person.language = language
    person.save(update_fields=["language"])
