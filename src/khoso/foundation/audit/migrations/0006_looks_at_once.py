"""Two who look at once are one look, in whichever order they come."""

from django.db import migrations

from khoso.foundation.audit.guards import APPEND_ONCE


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_append_once")]
    operations = [migrations.RunSQL(APPEND_ONCE, migrations.RunSQL.noop)]
