"""The database itself refuses to change or delete what was recorded."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION khoso_refuse_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Bảng % chỉ được ghi thêm.', TG_TABLE_NAME;
END $$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION khoso_refuse_audit();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION khoso_refuse_audit();
"""
ALLOW = """
DROP TRIGGER refuse_change ON audit_auditentry;
DROP TRIGGER refuse_truncate ON audit_auditentry;
DROP FUNCTION khoso_refuse_audit();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
