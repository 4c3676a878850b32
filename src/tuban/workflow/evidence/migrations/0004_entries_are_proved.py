"""No entry is kept whose signature does not fit: that it is proved need not be said of each."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_devices_and_log")]

    operations = [migrations.RemoveField(model_name="logentry", name="is_proved")]
