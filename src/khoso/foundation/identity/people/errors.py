"""Facts that stop a change of people, roles or delegations. Nothing was changed when one is raised."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from khoso.foundation.identity.roles import Role
from khoso.foundation.identity.rules import Clash, Duty
from khoso.kernel.errors import KhosoError


class NotYours(KhosoError):
    """Who asks may not do this here."""

    code = "identity.not_yours"


class DutiesClash(KhosoError):
    """Two duties that must not meet in one person."""

    code = "identity.duties_clash"

    def __init__(self, person: Any, wanted: Duty, held: Duty, clash: Clash) -> None:
        self.roles = (wanted.role, held.role)
        self.clash = clash
        super().__init__(
            _(
                "Chưa ghi: {person} đang hoặc sẽ là «{held}» ({where}), không thể đồng thời là «{wanted}», vì {why}"
                " ({law}). Hãy chọn người khác, hoặc kết thúc vai trò kia trước."
            ).format(
                person=person.full_name,
                held=Role(held.role).label,
                where=held.where,
                wanted=Role(wanted.role).label,
                why=clash.why,
                law=clash.law,
            )
        )


class AccountExists(KhosoError):
    """One account per person: this person seems to have one already. `account` is empty for whoever may not see it."""

    code = "identity.account_exists"

    def __init__(self, account: str) -> None:
        self.account = account
        super().__init__(
            _(
                "Chưa tạo: người này đã có tài khoản «{account}». Mỗi người chỉ một tài khoản; hãy dùng tài khoản ấy."
            ).format(account=account)
            if account
            else _(
                "Chưa tạo: thông tin này trùng với một tài khoản đã có. Mỗi người chỉ một tài khoản;"
                " hãy hỏi quản trị hệ thống."
            )
        )


class PersonRefused(KhosoError):
    """Facts of a person that cannot stand; `field` says which."""

    code = "identity.person_refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class RoleRefused(KhosoError):
    """A role cannot be given, changed or ended in this way."""

    code = "identity.role_refused"


class DelegationRefused(KhosoError):
    """A role cannot be lent in this way."""

    code = "identity.delegation_refused"


class LastAdministrator(KhosoError):
    """Without an administrator nobody could make another."""

    code = "identity.last_administrator"

    def __init__(self) -> None:
        super().__init__(
            _("Chưa ghi: đây là quản trị hệ thống duy nhất đang dùng. Hãy cấp vai trò này cho một người khác trước.")
        )
