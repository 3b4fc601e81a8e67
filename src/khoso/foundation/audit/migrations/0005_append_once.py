"""A page shown is one statement."""

from django.db import migrations

from khoso.foundation.audit.guards import APPEND_ONCE

BACK = "DROP FUNCTION khoso_audit_append_once(text, timestamptz, interval, text, text, text)"


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_append_one")]
    operations = [migrations.RunSQL(APPEND_ONCE, BACK)]
