from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_reports"),
    ]

    operations = [
        migrations.AlterField(
            model_name="schedule",
            name="daily_by",
            field=models.TimeField(verbose_name="daily report due by"),
        ),
        migrations.AlterField(
            model_name="schedule",
            name="weekly_by",
            field=models.TimeField(verbose_name="weekly report due by"),
        ),
        migrations.AlterField(
            model_name="schedule",
            name="weekly_day",
            field=models.PositiveSmallIntegerField(verbose_name="day of the weekly report"),
        ),
    ]
