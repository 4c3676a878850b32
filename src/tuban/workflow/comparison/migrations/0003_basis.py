"""Comparisons share the editions they rest on. There were none before."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comparison", "0002_initial"),
        ("layers", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(model_name="comparison", name="editions"),
        migrations.CreateModel(
            name="Basis",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("editions", models.ManyToManyField(related_name="bases", to="layers.edition")),
            ],
        ),
        migrations.AddField(
            model_name="comparison",
            name="basis",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="comparisons", to="comparison.basis"
            ),
        ),
        migrations.AddField(model_name="comparison", name="digest", field=models.CharField(max_length=64)),
    ]
