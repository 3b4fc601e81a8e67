"""A row is the text that is hashed; searched columns are held equal to it; seals; counts that keep strangers in bounds.

Rows written before keep their hashes: their text is what the hash was made of.
"""

from django.db import migrations, models

from khoso.foundation.audit.chain import canonical
from khoso.foundation.audit.guards import SAME, SEAL_SAME

BATCH = 5000
FACTS = (
    "chain", "position", "at", "actor", "actor_name", "agency", "verb", "subject_kind", "subject_id", "address",
    "request_id", "details",
)
COLUMNS = {"chain", "actor", "agency", "verb", "subject_kind", "subject_id", "address"}


def fill(apps, schema_editor):
    """Write the text each hash was made of; the columns get its spelling."""
    entries = apps.get_model("audit", "AuditEntry")
    schema_editor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER refuse_change")
    last = 0
    while batch := list(entries.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        for entry in batch:
            facts = {name: getattr(entry, name) for name in FACTS}
            entry.content = canonical(facts)
        entries.objects.bulk_update(batch, ["content"], batch_size=500)
        last = batch[-1].pk
    with schema_editor.connection.cursor() as cursor:
        names = sorted(COLUMNS)
        told = ", ".join(f"{name} = content::jsonb ->> '{name}'" for name in names)
        cursor.execute(f"UPDATE audit_auditentry SET {told} WHERE NOT ({SAME})")
    schema_editor.execute("ALTER TABLE audit_auditentry ENABLE TRIGGER refuse_change")


GUARD = f"""
ALTER TABLE audit_auditentry ADD CONSTRAINT content_says_the_same CHECK ({SAME});
ALTER TABLE audit_auditseal ADD CONSTRAINT seal_says_the_same CHECK ({SEAL_SAME});
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit_auditseal
    FOR EACH ROW EXECUTE FUNCTION khoso_refuse_audit();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_auditseal
    FOR EACH STATEMENT EXECUTE FUNCTION khoso_refuse_audit();
"""
UNGUARD = """
ALTER TABLE audit_auditentry DROP CONSTRAINT content_says_the_same;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.AddField("auditentry", "content", models.TextField(default=""), preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex("auditentry", "audit_by_subject"),
        migrations.RemoveField("auditentry", "actor_name"),
        migrations.RemoveField("auditentry", "request_id"),
        migrations.RemoveField("auditentry", "details"),
        migrations.AddIndex("auditentry", models.Index(fields=["at"], name="audit_by_time")),
        migrations.AddIndex("auditentry", models.Index(fields=["verb", "at"], name="audit_by_verb")),
        migrations.AddIndex(
            "auditentry", models.Index(fields=["subject_kind", "subject_id", "at"], name="audit_by_subject")
        ),
        migrations.AddIndex(
            "auditentry",
            models.Index(fields=["agency", "at"], name="audit_by_agency", condition=~models.Q(agency="")),
        ),
        migrations.AddIndex(
            "auditentry",
            models.Index(fields=["address", "at"], name="audit_by_address", condition=~models.Q(address="")),
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.BigIntegerField(unique=True)),
                ("at", models.DateTimeField()),
                ("rows", models.BigIntegerField()),
                ("content", models.TextField()),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("signature", models.TextField()),
                ("key_id", models.CharField(max_length=64)),
                ("timestamp", models.TextField(blank=True)),
            ],
            options={"ordering": ["position"]},
        ),
        migrations.CreateModel(
            name="RecentLook",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="StrangerCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verb", models.CharField(max_length=80)),
                ("address", models.CharField(max_length=60)),
                ("minute", models.DateTimeField()),
                ("count", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("verb", "address", "minute"), name="one_count_per_minute")
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
