"""The few jobs that failed are found without reading the many that were done."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX IF NOT EXISTS khoso_jobs_failed ON procrastinate_jobs (id) WHERE status = 'failed'",
            "DROP INDEX IF EXISTS khoso_jobs_failed",
        )
    ]
