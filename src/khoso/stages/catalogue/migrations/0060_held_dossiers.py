from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0040_likeness_kept_up"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(
                    models.Q(("secrecy_held_for", ""), _negated=True), ("secrecy_cleared_at__isnull", True)
                ),
                fields=["registered_at"],
                name="dossier_waits_release",
            ),
        ),
    ]
