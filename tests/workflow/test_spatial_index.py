"""Every geometry has a spatial index after the migrations, and gets it back where a migration lost it."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection
from tests.workflow.small_disc import LEFT

from tuban.workflow.patches.changes import TRIGGERS
from tuban.workflow.patches.models import Patch
from tuban.workflow.spatial_index import in_box, lost_indexes

TABLE, COLUMN = "patches_patch", "geometry"


def lose() -> None:
    """Lose the index and a trigger, as making a table anew does."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the test is one transaction
            for name, found in connection.introspection.get_constraints(cursor, TABLE).items():
                if found.get("type") == "gist":
                    cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
            cursor.execute("DROP TRIGGER patches_note_change_update ON patches_patch")
            return
        cursor.execute("SELECT DisableSpatialIndex(%s, %s)", [TABLE, COLUMN])
        cursor.execute(f"DROP TABLE idx_{TABLE}_{COLUMN}")
        cursor.execute("DROP TRIGGER patches_patch_note_change_update")


@pytest.mark.django_db
def test_every_geometry_has_its_index_after_the_migrations():
    assert lost_indexes() == []
    assert TRIGGERS.missing() == []


def test_what_was_lost_is_told_and_made_again_by_the_next_migration(campaign):
    lose()
    assert lost_indexes() == [(TABLE, COLUMN)]
    assert "tuban.W001" in {one.id for one in run_checks(databases=["default"])}
    call_command("migrate", verbosity=0)
    assert lost_indexes() == []
    assert TRIGGERS.missing() == []
    patch = Patch.objects.get(number=LEFT)
    assert patch in in_box(Patch.objects.all(), "geometry", patch.geometry.extent)


def test_an_index_that_does_not_know_every_row_is_lost(campaign):
    if connection.vendor == "postgresql":
        pytest.skip("PostGIS keeps its index itself")
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM idx_{TABLE}_{COLUMN}")
    assert lost_indexes() == [(TABLE, COLUMN)]
