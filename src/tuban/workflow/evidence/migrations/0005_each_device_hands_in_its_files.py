"""A file is handed in by each device that vouches for it: rows of files are by device and content, no longer by content.

Whole files stay for the device that sent them, and for those whose log named them so far; what was on its way begins
anew.
"""

import django.db.models.deletion
from django.db import migrations, models


def take_over(apps, _editor):
    former, files, media = (apps.get_model("evidence", name) for name in ("Media", "LogFile", "FileOfDevice"))
    columns = ("sha256", "size", "received", "state", "sent_type", "media_type", "suffix", "kind", "safe_at")
    for row in former.objects.filter(state="safe").iterator(500):
        named = files.objects.filter(sha256=row.sha256).values_list("log_entry__device_id", flat=True)
        told = {name: getattr(row, name) for name in columns}
        made = media.objects.bulk_create(media(device_id=device, **told) for device in {row.device_id, *named})
        media.objects.filter(pk__in=[one.pk for one in made]).update(begun_at=row.begun_at, changed_at=row.changed_at)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0004_entries_are_proved")]

    operations = [
        migrations.CreateModel(
            name="FileOfDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("received", models.BigIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("coming", "On its way"), ("safe", "Safe")], default="coming", max_length=8
                    ),
                ),
                ("sent_type", models.CharField(blank=True, default="", max_length=100)),
                ("media_type", models.CharField(blank=True, default="", max_length=100)),
                ("suffix", models.CharField(blank=True, default="", max_length=12)),
                ("kind", models.CharField(blank=True, default="", max_length=12)),
                ("begun_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("safe_at", models.DateTimeField(blank=True, null=True)),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.device"
                    ),
                ),
            ],
            options={"ordering": ("-begun_at",)},
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
