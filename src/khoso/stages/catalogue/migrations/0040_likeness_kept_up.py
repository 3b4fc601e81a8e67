"""Descriptions note themselves that their fingerprints are out of date; pairs that were found are kept."""

import django.db.models.deletion
from django.db import migrations, models


# Whichever way rows are written (one by one, fifty thousand at once, COPY), the statement itself notes the dossiers
# whose fingerprints no longer hold. Planned anew each time: the plan for one row must not serve fifty thousand.
_DOSSIER = ("title", "reference_code", "paper_reference_code", "access_code", "secrecy_mark", "secrecy_held_for")
_DOSSIER += ("secrecy_cleared_at", "information_mark")
_VERBS = ("inserted", "updated", "deleted")
_ITEM = ("identifier", "number", "notation", "issued_date", "issuer", "subject", "access_code", "information_mark")


def _noted(name: str, table: str, dossier: str, columns: tuple[str, ...]) -> str:
    old, new = (", ".join(f"{row}.{column}" for column in (dossier, *columns)) for row in ("o", "n"))
    return f"""
CREATE FUNCTION khoso_due_{name}() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        EXECUTE 'INSERT INTO catalogue_fingerprintdue (dossier_id) SELECT DISTINCT {dossier} FROM new_rows';
    ELSIF TG_OP = 'DELETE' THEN
        EXECUTE 'INSERT INTO catalogue_fingerprintdue (dossier_id) SELECT DISTINCT {dossier} FROM old_rows';
    ELSE
        EXECUTE 'INSERT INTO catalogue_fingerprintdue (dossier_id)
            SELECT DISTINCT unnest(ARRAY[o.{dossier}, n.{dossier}]) FROM old_rows o JOIN new_rows n USING (id)
            WHERE ({old}) IS DISTINCT FROM ({new})';
    END IF;
    RETURN NULL;
END $body$;
CREATE TRIGGER due_inserted AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION khoso_due_{name}();
CREATE TRIGGER due_updated AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION khoso_due_{name}();
CREATE TRIGGER due_deleted AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION khoso_due_{name}();
"""


NOTE = _noted("dossier", "catalogue_dossier", "id", _DOSSIER) + _noted("item", "catalogue_item", "dossier_id", _ITEM)
NOTE_NO_MORE = "".join(
    f"DROP TRIGGER due_{verb} ON catalogue_{name}; " for name in ("dossier", "item") for verb in _VERBS
) + "DROP FUNCTION khoso_due_dossier(); DROP FUNCTION khoso_due_item();"
# What is there already is due too.
ALL_DUE = "INSERT INTO catalogue_fingerprintdue (dossier_id) SELECT id FROM catalogue_dossier"


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0050_registers_and_receipts'),
    ]

    operations = [
        migrations.CreateModel(
            name='CommonKey',
            fields=[
                ('key', models.BigIntegerField(primary_key=True, serialize=False)),
                ('shared_by', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='FingerprintDue',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('dossier_id', models.UUIDField()),
                ('step', models.CharField(choices=[('describe', 'Lấy dấu nhận dạng'), ('search', 'Tìm hồ sơ trùng')], db_default='describe', default='describe', max_length=8)),
            ],
            options={
                'indexes': [models.Index(fields=['step', 'dossier_id'], name='due_by_step')],
            },
        ),
        migrations.CreateModel(
            name='TwinPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.FloatField()),
                ('reasons', models.JSONField()),
                ('found_at', models.DateTimeField()),
                ('left', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.dossier')),
                ('right', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.dossier')),
            ],
            options={
                'indexes': [models.Index(fields=['-score'], name='twins_by_score')],
                'constraints': [models.UniqueConstraint(fields=('left', 'right'), name='one_pair_of_twins')],
            },
        ),
        migrations.RunSQL(NOTE, NOTE_NO_MORE),
        migrations.RunSQL(ALL_DUE, migrations.RunSQL.noop),
    ]
