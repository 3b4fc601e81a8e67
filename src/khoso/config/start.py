"""Making the house ready: Django loaded, tables made, reference data there. Safe to call at every start."""

from __future__ import annotations

import os


def django_ready() -> None:
    """Load all rooms; start the embedded database when no other is named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khoso.config.settings")
    import django

    django.setup()


def database_ready() -> None:
    """Load all rooms and bring the tables up to date; processes that start together wait for each other."""
    django_ready()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(82, 1)")
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        from khoso.config.reference import register_reference_data

        register_reference_data()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(82, 1)")
