"""Agencies and people. For reading see `queries`, for changing see `actions`, for rights see `permissions`."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from khoso.foundation.identity.roles import Role


class Agency(models.Model):
    """A body that makes or keeps records. Its name and kind hold between two dates."""

    code = models.CharField(max_length=35, unique=True)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=40, default="agency")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    # Luật: QĐ 20/2020/QĐ-TTg Đ.4-6; empty until issued, never invented
    identifier_code = models.CharField(max_length=35, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    def create_person(self, username: str, full_name: str, password: str) -> Person:
        person = self.model(username=username, full_name=full_name)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser):
    """One account, one person."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    # A demo account may show its password on the sign-in page; a real one never.
    is_demo = models.BooleanField(default=False)

    objects = PersonManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = ["full_name"]

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name


class Membership(models.Model):
    """A person works for an agency in a role."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "agency", "role"], name="one_membership_per_role"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.agency}"
