from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("patches", "0002_due"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="patch",
            index=models.Index(fields=["changed_at"], name="patches_changed"),
        ),
    ]
