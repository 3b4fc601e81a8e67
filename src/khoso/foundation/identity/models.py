"""Agencies and people. For reading see `queries`, for changing see `actions`, for rights see `permissions`."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock

_ENDS_AFTER_START = models.Q(valid_to__isnull=True) | models.Q(valid_from__isnull=True)


class Agency(models.Model):
    """A body that makes or keeps records, or works for one that does. Ended agencies keep their row.

    `name` and `kind` are the last known; what they were before is in `AgencyName`. Dates are days, both inclusive;
    an unknown day is empty, never guessed.
    """

    code = models.CharField(max_length=35, unique=True)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=40, choices=AgencyKind.choices, default=AgencyKind.AGENCY)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    # Luật: QĐ 20/2020/QĐ-TTg Đ.4-6; empty until issued, never invented
    identifier_code = models.CharField(max_length=35, blank=True)
    # Code of the national statistics directory; a former unit may share it with its heir.
    statistics_code = models.CharField(max_length=10, blank=True)
    head_name = models.CharField(max_length=120, blank=True)
    head_title = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    # None: not said yet whether it must transfer to the Historical Archive Centre (QĐ 1045/QĐ-UBND).
    must_transfer = models.BooleanField(null=True, blank=True)
    # True until Home Affairs has confirmed that it exists under this name.
    is_unconfirmed = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    # Where these facts come from, and what is not known.
    source = models.CharField(max_length=300, blank=True)
    # Every name it ever had, folded (no accents, one spelling): what a person types is looked for here.
    search_text = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=_ENDS_AFTER_START | models.Q(valid_to__gte=models.F("valid_from")), name="agency_ends_later"
            ),
            models.UniqueConstraint(
                fields=["identifier_code"], condition=~models.Q(identifier_code=""), name="one_agency_per_identifier"
            ),
        ]
        indexes = [models.Index(fields=["statistics_code"], name="agency_by_statistics_code")]

    def __str__(self) -> str:
        return self.name


class AgencyName(models.Model):
    """A name and kind an agency had between two days. `note` says what is not known of the days."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=40, choices=AgencyKind.choices)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=_ENDS_AFTER_START | models.Q(valid_to__gte=models.F("valid_from")), name="name_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """Records and duties of `predecessor` went, wholly or in part, to `heir`."""

    predecessor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="heirs")
    heir = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="predecessors")
    is_partial = models.BooleanField(default=False)
    on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "heir"], name="one_succession_per_pair"),
            models.CheckConstraint(condition=~models.Q(predecessor=models.F("heir")), name="nobody_inherits_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.heir}"


class AccountKind(models.TextChoices):
    """Kinds of accounts are kept apart."""

    # Luật: QCVN 12:2026/BCA (accounts: one person each; admin, operation, technical and service accounts kept apart)
    PERSON = "person", pgettext_lazy("kind of account", "Người dùng")
    ADMINISTRATION = "administration", _("Quản trị")
    SERVICE = "service", _("Dịch vụ, kết nối")


class Person(AbstractBaseUser):
    """One account, one person."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    position = models.CharField(max_length=120, blank=True)
    # Who pays them, where it is not the agency they have roles in: a contractor, an organisation here too.
    employer = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="employees")
    kind = models.CharField(max_length=20, choices=AccountKind.choices, default=AccountKind.PERSON)
    is_active = models.BooleanField(default=True)
    # Why and when it was disabled: idle 45 days, or somebody's reason.
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=200, blank=True)
    # Set when somebody else chose the password: the first thing to do is to choose another.
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    registered_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=5, blank=True)
    # A demo account may show its password on the sign-in page; a real one never.
    is_demo = models.BooleanField(default=False)

    objects: BaseUserManager[Person] = BaseUserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = ["full_name"]

    class Meta:
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="one_person_per_username"),
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="one_person_per_email"),
        ]

    def __str__(self) -> str:
        return self.full_name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, day: date | None = None) -> MembershipQuerySet:
        """Those that give a role on `day` (today when none is named)."""
        on = day or clock.today()
        return self.live().filter(
            models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=on),
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=on),
        )

    def live(self) -> MembershipQuerySet:
        """Those nobody has ended by hand."""
        return self.filter(ended_at__isnull=True)


class Membership(models.Model):
    """A person works for an agency in a role, between two days (inclusive; empty: since ever, without end).

    A role that ended keeps its row: who held what, when, and by which paper is asked for years later.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    # The paper that says so, as «QĐ 12/QĐ-UBND».
    decision = models.CharField(max_length=200, blank=True)
    granted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Ended by hand, at once: from this moment it gives nothing, whatever `valid_to` says.
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency", "role", "valid_from"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="one_membership_per_role_and_start",
            ),
            models.CheckConstraint(
                condition=_ENDS_AFTER_START | models.Q(valid_to__gte=models.F("valid_from")),
                name="membership_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.agency}"


class Delegation(models.Model):
    """`giver` lends a role held in an agency to `taker` from one day to another (inclusive), unless taken back."""

    giver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegations_given")
    taker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegations_taken")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="delegations")
    role = models.CharField(max_length=20, choices=Role.choices)
    valid_from = models.DateField()
    valid_to = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="delegation_ends_later"
            ),
            models.CheckConstraint(condition=~models.Q(giver=models.F("taker")), name="nobody_delegates_to_self"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker} · {self.get_role_display()}"


class ServiceToken(models.Model):
    """What a connected system shows instead of signing in. Only its digest is kept: nobody can read it back."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    purpose = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__lte=models.F("issued_at") + timedelta(days=366)),
                name="token_ends_in_a_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.purpose}"
