"""Events are told in the vocabularies' own words, and in Vietnamese to people."""

from __future__ import annotations

import pytest

from khoso.foundation.provenance import labels
from khoso.foundation.provenance.agents import AgentRole, AgentType
from khoso.foundation.provenance.events import DIGITISATION, SIP_TO_AIP, EventType, Outcome

# The labels of http://id.loc.gov/vocabulary/preservation/eventType, in the order of the alphabet.
LIBRARY_OF_CONGRESS = """
accession, appraisal, capture, compiling, compression, creation, deaccession, decompression, decryption, deletion,
digital signature generation, digital signature validation, displaying, dissemination, encryption, execution,
exporting, extraction, filename change, fixity check, forensic feature analysis, format identification, imaging,
information package creation, information package merging, information package splitting, ingestion, ingestion end,
ingestion start, interpreting, message digest calculation, metadata extraction, metadata modification, migration,
modification, normalization, packing, policy assignment, printing, quarantine, recovery, redaction, refreshment,
rendering, replication, transfer, unpacking, unquarantine, validation, virus check
"""


@pytest.mark.luat("TT05 PL I PREMIS")
def test_the_circular_names_two_events() -> None:
    assert (str(DIGITISATION), str(SIP_TO_AIP)) == ("transfer", "information package creation")


def test_the_words_are_those_of_the_library_of_congress() -> None:
    wanted = [word.strip() for word in LIBRARY_OF_CONGRESS.replace("\n", " ").split(",")]
    assert [kind.value for kind in EventType] == wanted
    assert [outcome.value for outcome in Outcome] == ["fail", "success", "warning"]
    assert [role.value for role in AgentRole] == ["authorizer", "executing program", "implementer", "validator"]
    assert [kind.value for kind in AgentType] == ["hardware", "organization", "person", "software"]


def test_every_word_has_one_vietnamese_name_of_its_own() -> None:
    names = [labels.vietnamese(event) for event in EventType]
    assert len(set(names) - set(EventType)) == len(list(EventType))
    assert len({labels.vietnamese_outcome(one) for one in Outcome} - set(Outcome)) == 3
    assert len({labels.vietnamese_role(one) for one in AgentRole} - set(AgentRole)) == 4
    assert len({labels.vietnamese_agent_type(one) for one in AgentType} - set(AgentType)) == 4
