"""The E-ARK SIP 2.1 requirements, in the form of csip_rules.py."""

from __future__ import annotations

from khoso.stages.packages.compute.csip_rules import GRP, HDR, ROOT, E, I, Rule, W

_ALT = f"{HDR}/mets:altRecordID"
_ARCHIVIST = f"{HDR}/mets:agent[@ROLE='ARCHIVIST']"
_SUBMITTER = f"{HDR}/mets:agent[@ROLE='CREATOR'][not(@OTHERTYPE='SOFTWARE')]"
_KEEPER = f"{HDR}/mets:agent[@ROLE='PRESERVATION']"
_IDENTIFIED = "not(mets:note) or mets:note[@csip:NOTETYPE='IDENTIFICATIONCODE']"


def _record(code: str, kind: str, *, once: bool) -> list[Rule]:
    here = f"{_ALT}[@TYPE='{kind}']"
    rules = [
        Rule(code, I, HDR, f"mets:altRecordID[@TYPE='{kind}']", f"có thể có altRecordID {kind}"),
        Rule(code, I, here, "normalize-space(.)", f"altRecordID {kind} phải có chữ"),
    ]
    if once:
        one = f"count(mets:altRecordID[@TYPE='{kind}']) <= 1"
        rules.append(Rule(code, I, HDR, one, f"altRecordID {kind} chỉ có một"))
    return rules


def _format(code: str, name: str, other: str = "") -> list[Rule]:
    """`other` is the name the published schema uses where the text of the specification says `name`."""
    at = f"{GRP}//mets:file"
    spellings = [f"@sip:{spelling}" for spelling in (name, other) if spelling]
    return [
        Rule(code, I, at, " or ".join(spellings), f"có thể có @sip:{name}"),
        *(Rule(code, W, f"{at}[{s}]", f"normalize-space({s})", f"{s} không được rỗng") for s in spellings),
    ]


SIP_RULES: tuple[Rule, ...] = (
    Rule("SIP1", I, ROOT, "@LABEL", "có thể có mets/@LABEL"),
    Rule("SIP1", I, f"{ROOT}[@LABEL]", "normalize-space(@LABEL)", "mets/@LABEL không được rỗng"),
    Rule(
        "SIP2",
        E,
        ROOT,
        "k:sip-profile(@PROFILE)",
        "mets/@PROFILE phải là https://earksip.dilcis.eu/profile/E-ARK-SIP.xml",
    ),
    Rule("SIP3", I, HDR, "@RECORDSTATUS", "có thể có metsHdr/@RECORDSTATUS"),
    Rule("SIP3", I, f"{HDR}[@RECORDSTATUS]", "k:word('record', @RECORDSTATUS)", "RECORDSTATUS ngoài từ vựng"),
    Rule("SIP4", E, HDR, "@csip:OAISPACKAGETYPE='SIP'", "metsHdr/@csip:OAISPACKAGETYPE phải là SIP"),
    *_record("SIP5", "SUBMISSIONAGREEMENT", once=True),
    *_record("SIP6", "PREVIOUSSUBMISSIONAGREEMENT", once=False),
    *_record("SIP7", "REFERENCECODE", once=True),
    *_record("SIP8", "PREVIOUSREFERENCECODE", once=False),
    Rule("SIP9", I, HDR, "mets:agent[@ROLE='ARCHIVIST']", "có thể có agent ARCHIVIST"),
    Rule("SIP11", E, _ARCHIVIST, "k:word('party', @TYPE)", "agent ARCHIVIST phải là ORGANIZATION hoặc INDIVIDUAL"),
    Rule("SIP12", I, _ARCHIVIST, "normalize-space(mets:name)", "agent ARCHIVIST nên có name"),
    Rule("SIP13", I, _ARCHIVIST, "mets:note", "agent ARCHIVIST có thể có note"),
    Rule("SIP14", E, _ARCHIVIST, _IDENTIFIED, "note của ARCHIVIST phải có NOTETYPE=IDENTIFICATIONCODE"),
    Rule("SIP15", E, HDR, "mets:agent[@ROLE='CREATOR'][not(@OTHERTYPE='SOFTWARE')]", "phải có agent bên nộp"),
    Rule("SIP17", E, _SUBMITTER, "k:word('party', @TYPE)", "agent bên nộp phải là ORGANIZATION hoặc INDIVIDUAL"),
    Rule("SIP18", I, _SUBMITTER, "normalize-space(mets:name)", "agent bên nộp nên có name"),
    Rule(
        "SIP20", E, f"{_SUBMITTER}[@TYPE='ORGANIZATION']", _IDENTIFIED, "note bên nộp cần NOTETYPE=IDENTIFICATIONCODE"
    ),
    Rule("SIP24", E, f"{_SUBMITTER}[@TYPE='INDIVIDUAL']", "normalize-space(mets:name)", "người liên hệ phải có name"),
    Rule("SIP26", I, HDR, "mets:agent[@ROLE='PRESERVATION']", "có thể có agent PRESERVATION"),
    Rule("SIP28", E, _KEEPER, "@TYPE='ORGANIZATION'", "agent PRESERVATION phải là ORGANIZATION"),
    Rule("SIP29", I, _KEEPER, "normalize-space(mets:name)", "agent PRESERVATION nên có name"),
    Rule("SIP31", E, _KEEPER, _IDENTIFIED, "note của PRESERVATION phải có NOTETYPE=IDENTIFICATIONCODE"),
    *_format("SIP32", "FILEFORMATNAME"),
    *_format("SIP33", "FILEFORMATVERSION"),
    *_format("SIP34", "FILEFORMATREGISTRY", "FORMATREGISTRY"),
    *_format("SIP35", "FILEFORMATKEY", "FORMATREGISTRYKEY"),
)
