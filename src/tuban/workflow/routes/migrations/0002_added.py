"""Visits remember with which change of the plan they were added."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("routes", "0001_plans")]

    operations = [
        migrations.AddField(
            model_name="visit", name="added_in", field=models.PositiveIntegerField(blank=True, null=True)
        )
    ]
