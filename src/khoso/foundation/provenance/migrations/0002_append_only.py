"""The database itself refuses to change or delete what was recorded."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION khoso_refuse_provenance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Bảng % chỉ được ghi thêm.', TG_TABLE_NAME;
END $$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON provenance_premisevent
    FOR EACH ROW EXECUTE FUNCTION khoso_refuse_provenance();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON provenance_premisevent
    FOR EACH STATEMENT EXECUTE FUNCTION khoso_refuse_provenance();
"""
ALLOW = """
DROP TRIGGER refuse_change ON provenance_premisevent;
DROP TRIGGER refuse_truncate ON provenance_premisevent;
DROP FUNCTION khoso_refuse_provenance();
"""


class Migration(migrations.Migration):
    dependencies = [("provenance", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
