"""Each department may have days of its own for its opinion."""

import django.core.serializers.json
from django.db import migrations, models


class Migration(migrations.Migration):
    """Where none are named, the days of the campaign hold as before."""

    dependencies = [("review", "0002_readings")]

    operations = [
        migrations.AddField(
            model_name="arrangement",
            name="days",
            field=models.JSONField(
                default=dict,
                encoder=django.core.serializers.json.DjangoJSONEncoder,
                verbose_name="working days of each department",
            ),
        ),
    ]
