"""What browsing changes: how the tally is kept. Edits of many at once stand in `bulk`, saved views in `saved`."""

from __future__ import annotations

from django.db import connection, transaction


@transaction.atomic
def fold_tally() -> None:
    """Fold what came to the tally since the last time; the counts stay what they were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT khoso_tally_fold()")


@transaction.atomic
def count_again() -> None:
    """Make the tally anew from the dossiers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT khoso_tally_again()")
