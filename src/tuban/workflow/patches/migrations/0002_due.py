from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patches", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="patch",
            index=models.Index(fields=["campaign", "fate", "due_on"], name="patches_due"),
        ),
    ]
