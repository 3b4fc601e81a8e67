"""Agents get rows of their own, events their parts and further objects; words become those of the vocabulary."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Func, Value

SEQUENCE = "CREATE SEQUENCE provenance_event_sequence"
NO_SEQUENCE = "DROP SEQUENCE provenance_event_sequence"

# Until now an event named its agent as text, and every agent was a program.
MOVE_AGENTS = """
INSERT INTO provenance_premisagent (identifier, name, type, version, note)
SELECT DISTINCT left('software/' || regexp_replace(lower(agent), '[^a-z0-9.+-]+', '-', 'g') || '/-', 160), agent,
       'software', '', ''
  FROM provenance_premisevent
    ON CONFLICT DO NOTHING;
INSERT INTO provenance_premiseventagent (event_id, agent_id, role)
SELECT e.id, a.id, 'executing program'
  FROM provenance_premisevent e
  JOIN provenance_premisagent a
    ON a.identifier = left('software/' || regexp_replace(lower(e.agent), '[^a-z0-9.+-]+', '-', 'g') || '/-', 160);
"""
# The one time that rows are changed: two words were not those of the Library of Congress.
WORDS = """
ALTER TABLE provenance_premisevent DISABLE TRIGGER refuse_change;
UPDATE provenance_premisevent
   SET type = 'validation', key = replace(key, '/quality review/', '/validation/')
 WHERE type = 'quality review';
UPDATE provenance_premisevent SET outcome = 'fail' WHERE outcome = 'failure';
ALTER TABLE provenance_premisevent ENABLE TRIGGER refuse_change;
"""
TABLES = ("provenance_premisagent", "provenance_premiseventagent", "provenance_premiseventobject")
REFUSE = "".join(
    f"""
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION khoso_refuse_provenance();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION khoso_refuse_provenance();
"""
    for table in TABLES
)
ALLOW = "".join(f"DROP TRIGGER refuse_change ON {t}; DROP TRIGGER refuse_truncate ON {t};" for t in TABLES)
AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE"


class Migration(migrations.Migration):
    dependencies = [("provenance", "0002_append_only")]

    operations = [
        migrations.RunSQL(SEQUENCE, NO_SEQUENCE),
        migrations.CreateModel(
            name="PremisAgent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identifier", models.CharField(max_length=160, unique=True)),
                ("name", models.CharField(max_length=300)),
                ("type", models.CharField(max_length=20)),
                ("version", models.CharField(blank=True, max_length=60)),
                ("note", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(type__in=("hardware", "organization", "person", "software")),
                        name="known_agent_type",
                    )
                ]
            },
        ),
        migrations.AlterField("premisevent", "object_id", models.CharField(max_length=200)),
        migrations.AlterField("premisevent", "key", models.CharField(max_length=300, unique=True)),
        migrations.AddField(
            "premisevent",
            "sequence",
            models.BigIntegerField(db_default=Func(Value("provenance_event_sequence"), function="nextval")),
        ),
        migrations.CreateModel(
            name="PremisEventAgent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(blank=True, max_length=40)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="provenance.premisagent",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="provenance.premisevent",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "agent", "role"), name="one_part_per_agent")
                ],
            },
        ),
        migrations.CreateModel(
            name="PremisEventObject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("object_kind", models.CharField(max_length=30)),
                ("object_id", models.CharField(max_length=200)),
                ("role", models.CharField(max_length=20)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objects_linked",
                        to="provenance.premisevent",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["object_kind", "object_id"], name="event_by_linked_object")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "object_kind", "object_id", "role"), name="one_link_per_event_object"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(role__in=("source", "outcome")), name="known_object_role"
                    ),
                ],
            },
        ),
        migrations.RunSQL(MOVE_AGENTS, migrations.RunSQL.noop),
        migrations.RunSQL(AT_ONCE, migrations.RunSQL.noop),
        migrations.RemoveField("premisevent", "agent"),
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
