import uuid

from django.db import migrations, models

# The marks of Vietnamese letters when they stand by themselves, and what parts words beside the blanks a parser knows.
_MARKS = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"
_BETWEEN = "-/._@:+&<>#~*=“”‘’–—…«»·•\u00a0"
_SPACES = " " * len(_BETWEEN)

# Bodies are parsed when they are made: indexes are built, and dumps read back, with no search path.
FUNCTIONS = f"""
CREATE FUNCTION khoso_plain(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(normalize(lower(given COLLATE "pg_c_utf8"), NFD), 'đ{_MARKS}', 'd');
-- Each word as it is written and without its marks, so that one index answers both kinds of question.
CREATE FUNCTION khoso_words(given text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN strip(to_tsvector('simple'::regconfig, translate(
  lower(given COLLATE "pg_c_utf8") || ' ' || khoso_plain(given), '{_BETWEEN}', '{_SPACES}')));
-- As people count: 2 before 10, what has no number last.
CREATE FUNCTION khoso_counted(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE given WHEN '' THEN '' ELSE coalesce(lpad(substring(given from '[0-9]+'), 9, '0'), '~') || given END;
-- Columns the database fills by itself; those who write dossiers need not know of them.
ALTER TABLE catalogue_dossier
  ADD COLUMN words tsvector GENERATED ALWAYS AS (khoso_words(title)) STORED,
  ADD COLUMN title_key text COLLATE "C" GENERATED ALWAYS AS ("left"(khoso_plain(title), 80)) STORED,
  ADD COLUMN shelf_key text COLLATE "C" GENERATED ALWAYS AS (
    khoso_counted(register_number) || ' ' || khoso_counted(box) || ' ' || khoso_counted(number)) STORED;
"""
FUNCTIONS_GONE = """
ALTER TABLE catalogue_dossier DROP COLUMN words, DROP COLUMN title_key, DROP COLUMN shelf_key;
DROP FUNCTION khoso_counted(text);
DROP FUNCTION khoso_words(text);
DROP FUNCTION khoso_plain(text);
"""

_KIND = (
    "origin, arrangement, retention_code, access_code, physical_condition_code, trust_code, year, retention_ends,"
    " is_digitised, is_held"
)
_INTO = (
    f"INSERT INTO catalogue_tally (level, agency_id, fonds_id, series_id, {_KIND}, dossiers, sheets, pages, is_folded)"
)
_NIL = "'00000000-0000-0000-0000-000000000000'::uuid"


def _counted(rows: str, folded: str = "false") -> str:
    """Rows of the tally for `rows`: dossiers with a `sign` (1 came, -1 went), at all four levels at once."""
    return f"""
    {_INTO}
    SELECT 3 - grouping(s.agency) - grouping(s.fonds) - grouping(s.series), coalesce(s.agency, 0),
           coalesce(s.fonds, {_NIL}), coalesce(s.series, {_NIL}), {_KIND},
           sum(s.sign), sum(s.sign * s.sheets), sum(s.sign * s.pages), {folded}
      FROM (SELECT f.agency_id AS agency, d.fonds_id AS fonds, coalesce(d.series_id, {_NIL}) AS series, d.origin,
                   d.arrangement, d.retention_code, d.access_code, d.physical_condition_code, d.trust_code,
                   coalesce(d.end_year, d.start_year, 0)::smallint AS year,
                   coalesce(d.retention_ends, 0)::smallint AS retention_ends,
                   d.digitised_at IS NOT NULL AS is_digitised,
                   d.secrecy_held_for <> '' AND d.secrecy_cleared_at IS NULL AS is_held,
                   coalesce(d.declared_sheet_count, 0)::bigint AS sheets,
                   coalesce(d.declared_page_count, 0)::bigint AS pages, d.sign
              FROM ({rows}) d JOIN catalogue_fonds f ON f.id = d.fonds_id) s
     GROUP BY GROUPING SETS ((s.agency, s.fonds, s.series, {_KIND}), (s.agency, s.fonds, {_KIND}), (s.agency, {_KIND}),
                             ({_KIND}))
    HAVING sum(s.sign) <> 0 OR sum(s.sign * s.sheets) <> 0 OR sum(s.sign * s.pages) <> 0"""


TALLY = f"""
CREATE FUNCTION khoso_tally_dossiers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    {_counted("SELECT n.*, 1 AS sign FROM came n")};
  ELSIF TG_OP = 'DELETE' THEN
    {_counted("SELECT o.*, -1 AS sign FROM went o")};
  ELSE
    {_counted("SELECT n.*, 1 AS sign FROM came n UNION ALL SELECT o.*, -1 FROM went o")};
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER tally_came AFTER INSERT ON catalogue_dossier REFERENCING NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION khoso_tally_dossiers();
CREATE TRIGGER tally_went AFTER DELETE ON catalogue_dossier REFERENCING OLD TABLE AS went
  FOR EACH STATEMENT EXECUTE FUNCTION khoso_tally_dossiers();
CREATE FUNCTION khoso_tally_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM catalogue_tally;
  RETURN NULL;
END $$;
CREATE TRIGGER tally_emptied AFTER TRUNCATE ON catalogue_dossier
  FOR EACH STATEMENT EXECUTE FUNCTION khoso_tally_nothing();
CREATE TRIGGER tally_changed AFTER UPDATE ON catalogue_dossier REFERENCING OLD TABLE AS went NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION khoso_tally_dossiers();

-- A fonds that goes to another agency takes its dossiers along.
CREATE FUNCTION khoso_tally_fonds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {_INTO}
  SELECT t.level, side.agency, t.fonds_id, t.series_id, {_KIND}, side.sign * sum(t.dossiers), side.sign * sum(t.sheets),
         side.sign * sum(t.pages), false
    FROM (SELECT level, fonds_id, series_id, {_KIND}, dossiers, sheets, pages FROM catalogue_tally
           WHERE agency_id = OLD.agency_id AND fonds_id = OLD.id AND level IN (2, 3)
          UNION ALL
          SELECT 1, {_NIL}, {_NIL}, {_KIND}, dossiers, sheets, pages FROM catalogue_tally
           WHERE agency_id = OLD.agency_id AND fonds_id = OLD.id AND level = 2) t
   CROSS JOIN (VALUES (OLD.agency_id, -1), (NEW.agency_id, 1)) side(agency, sign)
   GROUP BY t.level, side.agency, side.sign, t.fonds_id, t.series_id, {_KIND};
  RETURN NULL;
END $$;
CREATE TRIGGER tally_moved AFTER UPDATE OF agency_id ON catalogue_fonds FOR EACH ROW
  WHEN (OLD.agency_id IS DISTINCT FROM NEW.agency_id) EXECUTE FUNCTION khoso_tally_fonds();

-- Rows of one kind at one place become one, where something came since they last did.
CREATE FUNCTION khoso_tally_fold() RETURNS void LANGUAGE sql AS $$
  WITH places AS (SELECT DISTINCT level, agency_id, fonds_id, series_id FROM catalogue_tally WHERE NOT is_folded),
       gone AS (DELETE FROM catalogue_tally t USING places p
                 WHERE t.level = p.level AND t.agency_id = p.agency_id AND t.fonds_id = p.fonds_id
                   AND t.series_id = p.series_id RETURNING t.*)
  {_INTO}
  SELECT level, agency_id, fonds_id, series_id, {_KIND}, sum(dossiers), sum(sheets), sum(pages), true FROM gone
   GROUP BY level, agency_id, fonds_id, series_id, {_KIND}
  HAVING sum(dossiers) <> 0 OR sum(sheets) <> 0 OR sum(pages) <> 0
$$;
-- From the beginning, for whoever doubts the sum. Nobody writes dossiers meanwhile.
CREATE FUNCTION khoso_tally_again() RETURNS void LANGUAGE sql AS $$
  LOCK TABLE catalogue_dossier IN SHARE MODE;
  DELETE FROM catalogue_tally;
  {_counted("SELECT d.*, 1 AS sign FROM catalogue_dossier d", "true")};
$$;
SELECT khoso_tally_again();
"""
TALLY_GONE = """
DROP FUNCTION khoso_tally_again();
DROP FUNCTION khoso_tally_fold();
DROP TRIGGER tally_moved ON catalogue_fonds;
DROP FUNCTION khoso_tally_fonds();
DROP TRIGGER tally_changed ON catalogue_dossier;
DROP TRIGGER tally_went ON catalogue_dossier;
DROP TRIGGER tally_came ON catalogue_dossier;
DROP TRIGGER tally_emptied ON catalogue_dossier;
DROP FUNCTION khoso_tally_nothing();
DROP FUNCTION khoso_tally_dossiers();
"""

# One for each order of the table, within a fonds; the shelf order also within a series and under all.
ORDERS = {
    "dossier_in_series": "series_id, shelf_key, id",
    "dossier_on_shelf": "fonds_id, shelf_key, id",
    "dossier_by_code": "fonds_id, reference_code, id",
    "dossier_by_title": "fonds_id, title_key, id",
    "dossier_by_start": "fonds_id, start, id",
    "dossier_by_end": "fonds_id, \"end\", id",
    "dossier_by_pages": "fonds_id, coalesce(declared_page_count, 0), id",
    "dossier_by_retention": "fonds_id, retention_code, id",
}
# For the few among the many: kinds that are rare, each with where it is.
RARE = {
    "dossier_held": "(fonds_id) WHERE secrecy_held_for <> ''",
    "dossier_other_access": "(access_code, fonds_id) WHERE access_code <> '02'",
    "dossier_other_trust": "(trust_code, fonds_id) WHERE trust_code <> '02'",
    "dossier_not_arranged": "(arrangement, fonds_id) WHERE arrangement <> 'arranged'",
    "dossier_by_condition": "(physical_condition_code, fonds_id)",
    "dossier_by_origin": "(origin, fonds_id)",
    "dossier_by_year": "((coalesce(end_year, start_year)), fonds_id)",
    "dossier_ending": "(retention_ends, fonds_id) WHERE retention_ends IS NOT NULL",
    "dossier_digitised": "(fonds_id) WHERE digitised_at IS NOT NULL",
}
INDEXES = [
    *(f"CREATE INDEX {name} ON catalogue_dossier ({what})" for name, what in ORDERS.items()),
    *(f"CREATE INDEX {name} ON catalogue_dossier {what}" for name, what in RARE.items()),
    "CREATE INDEX dossier_words ON catalogue_dossier USING gin (words) WITH (fastupdate = off)",
]


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0004_whole_catalogue'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(choices=[(0, 'Everything'), (1, 'Agency'), (2, 'Fonds'), (3, 'Series')])),
                ('agency_id', models.IntegerField(default=0)),
                ('fonds_id', models.UUIDField(default=uuid.UUID('00000000-0000-0000-0000-000000000000'))),
                ('series_id', models.UUIDField(default=uuid.UUID('00000000-0000-0000-0000-000000000000'))),
                ('origin', models.CharField(max_length=16)),
                ('arrangement', models.CharField(max_length=10)),
                ('retention_code', models.CharField(max_length=2)),
                ('access_code', models.CharField(max_length=2)),
                ('physical_condition_code', models.CharField(max_length=2)),
                ('trust_code', models.CharField(max_length=2)),
                ('year', models.SmallIntegerField()),
                ('retention_ends', models.SmallIntegerField()),
                ('is_digitised', models.BooleanField()),
                ('is_held', models.BooleanField()),
                ('dossiers', models.IntegerField()),
                ('sheets', models.BigIntegerField()),
                ('pages', models.BigIntegerField()),
                ('is_folded', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name_plural': 'tallies',
                'indexes': [models.Index(fields=['level', 'agency_id', 'fonds_id', 'series_id'], name='tally_by_place'), models.Index(condition=models.Q(('level', 3)), fields=['fonds_id', 'series_id'], name='tally_by_series'), models.Index(condition=models.Q(('is_folded', False)), fields=['level'], name='tally_unfolded')],
            },
        ),
        migrations.AddField('savedview', 'is_default', models.BooleanField(default=False)),
        migrations.AddConstraint(
            'savedview',
            models.UniqueConstraint(fields=['person'], condition=models.Q(is_default=True), name='one_default_view'),
        ),
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_GONE),
        migrations.RunSQL(TALLY, TALLY_GONE),
        *(migrations.RunSQL(each, f"DROP INDEX {each.split()[2]}") for each in INDEXES),
    ]
