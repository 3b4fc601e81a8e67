"""Many rows of a model at once, by COPY, with the model's own columns and defaults."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection, models, transaction


class Rows:
    """Rows of one model, gathered and then written in one COPY. `given` names the columns each row brings; the others
    get the model's defaults, so that a column added later needs no word here."""

    def __init__(self, model: type[models.Model], *given: str) -> None:
        self.model = model
        fields = {field.attname: field for field in model._meta.concrete_fields}
        unknown = set(given) - set(fields)
        assert not unknown, f"{model.__name__} has no {unknown}"
        rest = [name for name, field in fields.items() if name not in given and not _made_by_database(field)]
        self.columns = [fields[name].column for name in (*given, *rest)]
        self._constant = tuple(_plain(fields[name].get_default()) for name in rest)
        self._rows: list[tuple[Any, ...]] = []

    def add(self, *values: Any) -> None:
        self._rows.append(values + self._constant)

    def __len__(self) -> int:
        return len(self._rows)

    def write(self) -> int:
        """Write what was gathered; how many rows that was."""
        rows, self._rows = self._rows, []
        if rows:
            names = ", ".join(f'"{column}"' for column in self.columns)
            with (
                connection.cursor() as cursor,
                cursor.copy(f'COPY "{self.model._meta.db_table}" ({names}) FROM STDIN') as copy,
            ):
                for row in rows:
                    copy.write_row(row)
        return len(rows)


def _made_by_database(field: Any) -> bool:
    return isinstance(field, models.AutoField) or field.generated


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def take_ids(model: type[models.Model], count: int) -> range:
    """`count` serial numbers of a model that nobody else gets."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        (sequence,) = cursor.fetchone()
        # One step of `count`: what lies between the last number and the new one is ours.
        cursor.execute("SELECT nextval(%s::regclass)", [sequence])
        (first,) = cursor.fetchone()
        cursor.execute("SELECT setval(%s::regclass, %s)", [sequence, first + count])
    return range(first, first + count)


def write_together(*tables: Rows) -> int:
    """Write all these tables in one transaction, in the order given."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            # A bench's house that loses its last second to a power cut is made again from there.
            cursor.execute("SET LOCAL synchronous_commit = off")
        return sum(table.write() for table in tables)
