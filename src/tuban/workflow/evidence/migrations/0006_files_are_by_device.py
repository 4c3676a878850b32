"""The rows by device and content take the place of those by content."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0005_each_device_hands_in_its_files")]

    operations = [
        migrations.DeleteModel("Media"),
        migrations.RenameModel("FileOfDevice", "Media"),
        migrations.AlterField(
            "media",
            "device",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="media", to="evidence.device"),
        ),
        migrations.AddConstraint(
            "media", models.UniqueConstraint(fields=("sha256", "device"), name="one_file_of_a_device")
        ),
    ]
