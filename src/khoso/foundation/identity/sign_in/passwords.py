"""Passwords: what a good one is, changing one, and when it must be changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.password_validation import MinimumLengthValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_password_validators.password_character_requirements.password_validation import PasswordCharacterValidator
from django_password_validators.password_history.hashers import HistoryHasher as LibraryHasher
from django_password_validators.password_history.password_validation import UniquePasswordsValidator

from khoso.foundation.audit.actions import record
from khoso.foundation.identity import permissions
from khoso.foundation.identity.models import AccountKind, Person
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError


class PasswordRefused(KhosoError):
    """A password that breaks the rules; the message names each rule it breaks."""

    code = "identity.password_refused"


class LongEnough(MinimumLengthValidator):
    """At least 8 characters."""

    # Luật: QCVN 12:2026/BCA (passwords: at least 8 characters)
    def get_error_message(self) -> str:
        return _("Mật khẩu phải có ít nhất %(number)d ký tự.") % {"number": self.min_length}

    def get_help_text(self) -> str:
        return _("Ít nhất %(number)d ký tự.") % {"number": self.min_length}


class FourKinds(PasswordCharacterValidator):  # type: ignore[misc]
    """Lower case, upper case, digit and special character, at least one of each."""

    # Luật: QCVN 12:2026/BCA (passwords: lower, upper, digit, special)
    _LACKING = {
        "min_length_digit": gettext_lazy("Mật khẩu phải có ít nhất một chữ số."),
        "min_length_alpha": gettext_lazy("Mật khẩu phải có ít nhất một chữ cái."),
        "min_length_upper_characters": gettext_lazy("Mật khẩu phải có ít nhất một chữ cái viết hoa."),
        "min_length_lower_characters": gettext_lazy("Mật khẩu phải có ít nhất một chữ cái viết thường."),
        "min_length_special_characters": gettext_lazy("Mật khẩu phải có ít nhất một ký tự đặc biệt, như ! @ # - _ ."),
    }

    def validate(self, password: str, user: Any = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError as found:
            lacking = {error.code for error in found.error_list}
            if len(lacking) > 1:
                lacking.discard("min_length_alpha")
            raise ValidationError(
                [ValidationError(words, code=code) for code, words in self._LACKING.items() if code in lacking]
            ) from None

    def get_help_text(self) -> str:
        return _("Có chữ thường, chữ HOA, chữ số và ký tự đặc biệt.")


class NotTheLastOnes(UniquePasswordsValidator):  # type: ignore[misc]
    """Neither the present password nor one of the ten before it."""

    # Luật: QCVN 12:2026/BCA (passwords: none of the last 10)
    def validate(self, password: str, user: Any = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError:
            raise ValidationError(
                _("Mật khẩu này đã dùng rồi. Hãy chọn mật khẩu khác với 10 mật khẩu gần nhất."), code="password_used"
            ) from None

    def get_help_text(self) -> str:
        return _("Khác với 10 mật khẩu gần nhất.")


class NotTheName(UserAttributeSimilarityValidator):
    """Not the name of the person or of the account."""

    DEFAULT_USER_ATTRIBUTES = ("username", "full_name", "email")

    def validate(self, password: str, user: Any = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError:
            raise ValidationError(
                _("Mật khẩu quá giống tên đăng nhập, họ tên hoặc thư điện tử."), code="password_too_similar"
            ) from None

    def get_help_text(self) -> str:
        return _("Không giống tên đăng nhập, họ tên.")


class HistoryHasher(LibraryHasher):  # type: ignore[misc]
    """How passwords of before are kept: as hard to guess as the library's documentation asks of today's."""

    iterations = 600_000


def check_password_rules(password: str, person: Any = None) -> None:
    """Raises PasswordRefused with every rule that `password` breaks."""
    try:
        password_validation.validate_password(password, person)
    except ValidationError as broken:
        raise PasswordRefused(" ".join(broken.messages)) from None


@transaction.atomic
def change_password(person: Person, password: str, *, is_temporary: bool = False) -> None:
    """Give a person another password, already checked by the rules. A temporary one must be changed at sign-in.

    Every session made with the old one ends by itself: it carries the old password's fingerprint.
    """
    person.set_password(password)
    person.password_changed_at = clock.now()
    person.must_change_password = is_temporary
    person.save(update_fields=["password", "password_changed_at", "must_change_password"])
    record("identity.password.change", subject=("person", person.username), details={"is_temporary": is_temporary})


def is_administrator(person: Any) -> bool:
    """Whether the stricter rules for administrators hold."""
    return getattr(person, "kind", "") == AccountKind.ADMINISTRATION or permissions.can_keep_machine(person)


def due_at(person: Any) -> datetime | None:
    """When an administrator's password must be changed; None for passwords without an end."""
    # The password of a demonstration is public anyway, and its page tells it.
    if person.is_demo or not person.has_usable_password() or not is_administrator(person):
        return None
    # Luật: QCVN 12:2026/BCA (administrators change their password every 2 months)
    return months_after(
        person.password_changed_at or person.registered_at, settings.KHOSO_ADMINISTRATOR_PASSWORD_MONTHS
    )


def must_change(person: Any) -> bool:
    """Whether the first thing to do is to choose another password."""
    if person.must_change_password:
        return True
    due = due_at(person)
    return due is not None and clock.now() >= due


def months_after(moment: datetime, months: int) -> datetime:
    """The same day `months` later, or the last of that month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    for day in (moment.day, 30, 29, 28):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise ValueError(moment)
