"""Who or what takes part in an event, in the Library of Congress words, with the version or the name at the time.

http://id.loc.gov/vocabulary/preservation/agentType and …/eventRelatedAgentRole: labels, never numbers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import NamedTuple

from khoso import __version__
from khoso.foundation.audit.actions import SYSTEM, present_actor
from khoso.kernel.errors import EngineMissing


class AgentType(StrEnum):
    HARDWARE = "hardware"
    ORGANIZATION = "organization"
    PERSON = "person"
    SOFTWARE = "software"


class AgentRole(StrEnum):
    AUTHORIZER = "authorizer"
    EXECUTING_PROGRAM = "executing program"
    IMPLEMENTER = "implementer"
    VALIDATOR = "validator"


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """One agent as it was: another version of a program, another name of a person, is another agent.

    `identifier` is the same for the same facts, so that a package and a database name an agent alike.
    """

    identifier: str
    name: str
    type: str
    version: str = ""
    note: str = ""


class Linked(NamedTuple):
    """An agent and what it was in an event; a role nobody told is empty."""

    agent: AgentFacts
    role: str


def _slug(text: str) -> str:
    return re.sub(r"[^\w.+-]+", "-", text.lower()).strip("-")


def _sign(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def software(name: str, version: str = "", note: str = "") -> AgentFacts:
    """A program in one version."""
    return AgentFacts(f"software/{_slug(name)}/{version or '-'}"[:160], name, AgentType.SOFTWARE, version, note)


def house() -> Linked:
    """Kho Số itself, in the version that runs."""
    return Linked(software("Kho Số", __version__), AgentRole.EXECUTING_PROGRAM)


def program(label: str) -> Linked:
    """A program as an engine names itself: `tesseract 5.5.0`."""
    name, _, version = label.partition(" ")
    return Linked(software(name or "?", version.strip()[:60]), AgentRole.EXECUTING_PROGRAM)


@cache
def engine(capability: str, name: str) -> Linked:
    """A library of an engine in the version its probe tells; without version when the probe does not find it."""
    try:
        told: Mapping[str, str] = import_module(f"khoso.engines.{capability}.probe").probe()
    except EngineMissing:
        told = {}
    return Linked(software(name, told.get(name, "")), AgentRole.EXECUTING_PROGRAM)


def organization(code: str, name: str, role: AgentRole = AgentRole.AUTHORIZER) -> Linked:
    """An agency or a contractor under the name it bears now."""
    facts = AgentFacts(f"organization/{_slug(code)}/{_sign(name)}"[:160], name, AgentType.ORGANIZATION, note=code)
    return Linked(facts, role)


def acting() -> Linked:
    """Whoever acts now: the person by account and present name, or the house when it acts by itself."""
    actor = present_actor()
    if actor.username in (SYSTEM.username, ""):
        return house()
    facts = AgentFacts(
        f"person/{_slug(actor.username)}/{_sign(actor.full_name)}"[:160],
        actor.full_name or actor.username,
        AgentType.PERSON,
        note=actor.username,
    )
    return Linked(facts, AgentRole.IMPLEMENTER)


def known_software() -> list[AgentFacts]:
    """The programs this house works with, so that their rows are there before two workers first need them."""
    libraries = {
        "imaging": ("opencv-python-headless", "pypdfium2", "pikepdf"),
        "formats": ("opf-fido",),
        "signatures": ("pyhanko",),
    }
    return [house().agent, *(engine(kind, name).agent for kind, names in libraries.items() for name in names)]
