from django.db import migrations, models

_COLUMNS = {
    "patches_state": "state",
    "patches_township": "township_code",
    "patches_managed": "managed_code",
    "patches_finding": "proposed_finding",
}


class Migration(migrations.Migration):
    """Lists are read in the order of number and part from every index. No table is made anew: on SpatiaLite that would
    lose the index of its geometry."""

    dependencies = [("patches", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="patch",
            index=models.Index(fields=["campaign", "fate", "due_on"], name="patches_due"),
        ),
        *(
            operation
            for name, column in _COLUMNS.items()
            for operation in (
                migrations.RemoveIndex(model_name="patch", name=name),
                migrations.AddIndex(
                    model_name="patch",
                    index=models.Index(fields=["campaign", "fate", column, "number", "part_number"], name=name),
                ),
            )
        ),
    ]
