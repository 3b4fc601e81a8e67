"""The EAD schemas written from the field tables, because those printed in the Circular contradict its own tables."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from khoso.stages.packages.compute.fields import Field, Kind, Need, PackageKind, Table, table

EAD_NAMES = ("EAD", "EAD_doc", "EAD_pic", "EAD_media")
_FULL = r"(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/[0-9]{4}"
_LOOSE = r"((0[1-9]|[12][0-9]|3[01])/)?(0[1-9]|1[0-2])/[0-9]{4}|[0-9]{4}"


def schema_text(kind: PackageKind, name: str) -> str:
    """The XSD of one description, elements in the Circular's order; optional elements may be empty."""
    fields = table(kind, name)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<!-- {fields.clause}; các phần tử theo bảng mô tả chi tiết. -->",
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">',
        ' <xs:element name="simpledc">',
        "  <xs:complexType>",
        "   <xs:sequence>",
        *(line for field in fields.fields for line in _element(fields, field)),
        "   </xs:sequence>",
        "  </xs:complexType>",
        " </xs:element>",
        "</xs:schema>",
    ]
    return "\n".join(lines) + "\n"


def _element(fields: Table, field: Field) -> list[str]:
    facets = _facets(fields, field)
    return [
        f"    <xs:element name={quoteattr(field.element)}>",
        f'     <xs:simpleType><xs:restriction base="xs:string">{facets}</xs:restriction></xs:simpleType>',
        "    </xs:element>",
    ]


def _facets(fields: Table, field: Field) -> str:
    length = f'<xs:maxLength value="{field.length}"/>'
    if field.kind is Kind.TEXT or field.kind is Kind.WORDS:
        return ('<xs:minLength value="1"/>' if field.need is Need.ALWAYS else "") + length
    pattern = {
        Kind.NUMBER: "[0-9]+",
        Kind.DATE: _FULL if fields.full_dates else _LOOSE,
        Kind.CODE: "|".join(field.codes or ()),
        Kind.FLAG: "|".join(field.codes or ()),
        Kind.CODES: "({0})(;({0}))*".format("|".join(field.codes or ())),
    }[field.kind]
    optional = "" if field.need is Need.ALWAYS else "|"
    return f"<xs:pattern value={quoteattr(pattern + optional)}/>{length}"
