"""Many new rows at once, by COPY: several times quicker than a statement for each, and with ids made here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model
from django.db.models.fields.generated import GeneratedField


@cache
def _fields(model: Any) -> tuple[Field[Any, Any], ...]:
    return tuple(one for one in model._meta.concrete_fields if not isinstance(one, GeneratedField))


def copy_in(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> int:
    """Write `rows` (attribute name → value); what a row does not say takes the field's default. Returns how many."""
    waiting = list(rows)
    if not waiting:
        return 0
    fields = _fields(model)  # type: ignore[arg-type]
    usual = {one.attname: one.get_default() for one in fields if one.attname != "id"}
    are_json = {one.attname for one in fields if isinstance(one, JSONField)}
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(one.column)) for one in fields)
    statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in waiting:
            whole = {**usual, **row}
            copy.write_row(
                [
                    json.dumps(whole[one.attname], ensure_ascii=False)
                    if one.attname in are_json
                    else whole[one.attname]
                    for one in fields
                ]
            )
    return len(waiting)
