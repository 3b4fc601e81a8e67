"""One statement adds one row; batches are copied in."""

from django.db import migrations

from khoso.foundation.audit.guards import APPEND

ONE = f"""
DROP FUNCTION IF EXISTS khoso_audit_append(text, text[], text[]);
DROP FUNCTION IF EXISTS khoso_audit_append(text, text, text);
{APPEND}
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_content_seals_counts")]
    operations = [migrations.RunSQL(ONE, migrations.RunSQL.noop)]
