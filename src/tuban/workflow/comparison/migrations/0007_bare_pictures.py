"""Pictures without the outline: the ground that they show is kept, so that the outline is drawn over them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Pictures that were cut with the outline drawn in stay as they are: their frame is empty."""

    dependencies = [("comparison", "0006_campaign_rules")]

    operations = [
        migrations.AddField(model_name="picture", name="frame", field=models.JSONField(blank=True, null=True)),
    ]
