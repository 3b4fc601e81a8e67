"""Reading `package.json`, the description people without the system write by hand."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from khoso.kernel import dates
from khoso.kernel.dates import ArchivalDate
from khoso.kernel.errors import UsageError
from khoso.stages.packages.compute.spec import (
    AgentLink,
    AipSpec,
    AttachedFile,
    DossierDescription,
    ItemDescription,
    MediaDescription,
    PictureDescription,
    PremisAgent,
    PremisEvent,
    SupportingFile,
)

_ITEM_KINDS = {"text": ItemDescription, "picture": PictureDescription, "media": MediaDescription}
_PLAIN = ("fonds_code", "archive_agency_code", "producer_name", "software_version", "transfer_code", "record_status")


def read_description(folder: Path) -> AipSpec:
    """The specification in `folder`/package.json. Raises UsageError when it cannot be understood."""
    try:
        data = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        return _spec(data, folder)
    except FileNotFoundError as error:
        raise UsageError(f"Không có {folder.name}/package.json; xem khoso package build --help.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(f"package.json không đọc được: {error}; xem khoso package build --help.") from error


def _spec(data: dict[str, Any], folder: Path) -> AipSpec:
    return AipSpec(
        package_id=uuid.UUID(data["package_id"]),
        created=datetime.fromisoformat(data["created"]),
        dossier=_fill(DossierDescription, data["dossier"], folder),
        items=[_item(part, folder) for part in data["items"]],
        supporting_files=tuple(_fill(SupportingFile, part, folder) for part in data.get("supporting_files", ())),
        events=[_event(part, folder) for part in data.get("events", ())],
        agents=tuple(_fill(PremisAgent, part, folder) for part in data.get("agents", ())),
        extras=data.get("extras", {}),
        **{"fonds_code": "", "archive_agency_code": "", "producer_name": "", "software_version": ""}
        | {name: str(data[name]) for name in _PLAIN if name in data},
    )


def _event(part: dict[str, Any], folder: Path) -> PremisEvent:
    part = dict(part)
    links = tuple(_fill(AgentLink, link, folder) for link in part.pop("links", ()))
    return dataclasses.replace(_fill(PremisEvent, part, folder), links=links)


def _item(part: dict[str, Any], folder: Path) -> Any:
    part = dict(part)
    kind = _ITEM_KINDS[part.pop("kind", "text")]
    attached = tuple(_fill(AttachedFile, a, folder) for a in part.pop("attachments", ()))
    return dataclasses.replace(_fill(kind, part, folder), attachments=attached)


def _fill(kind: type[Any], data: dict[str, Any], folder: Path) -> Any:
    hints = typing.get_type_hints(kind)
    unknown = sorted(set(data) - set(hints))
    if unknown:
        raise ValueError(f"trường lạ {unknown[0]}")
    return kind(**{name: _value(name, hints[name], value, folder) for name, value in data.items()})


def _value(name: str, hint: Any, value: Any, folder: Path) -> Any:
    wanted = set(typing.get_args(hint)) if isinstance(hint, types.UnionType) else {hint}
    if value is None:
        return None
    if Path in wanted:
        return _inside(folder, str(value))
    if ArchivalDate in wanted:
        found = dates.parse(value)
        if found is None:
            raise ValueError(f"{name}: «{value}» không phải ngày")
        return found
    if datetime in wanted:
        return datetime.fromisoformat(value)
    if isinstance(value, list):
        return tuple(map(str, value))
    return value


def _inside(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"tệp «{name}» ở ngoài thư mục")
    return path
