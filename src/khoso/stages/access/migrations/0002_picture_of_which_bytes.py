"""Pictures know the bytes they were drawn from; those drawn before this are drawn from the bytes delivered now."""

from typing import Any

from django.db import migrations, models


def of_present_bytes(apps: Any, schema_editor: Any) -> None:
    pictures = apps.get_model("access", "PagePicture").objects
    files = apps.get_model("digitisation", "DeliveryFile").objects
    own = files.filter(pk=models.OuterRef("file_id")).values("sha256")
    pictures.update(source_sha256=models.Subquery(own))


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="pagepicture",
            name="source_sha256",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(of_present_bytes, migrations.RunPython.noop),
    ]
