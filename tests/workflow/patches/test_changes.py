"""No write is forgotten: whatever touches a patch or what is said of it changes the marks of its county."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from tests.workflow.small_disc import LEFT, OTHER, RIGHT

from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.changes import counted_mark, gather, mark_all, mark_of_areas, window_of
from tuban.workflow.patches.models import Change, Patch

LONG_AGO = timezone.now() - timedelta(days=9)


def plain_update(campaign):
    Patch.objects.filter(number=LEFT).update(due_on=timezone.localdate())


def bulk_update(campaign):
    rows = list(Patch.objects.filter(number__in=[LEFT, RIGHT]))
    for row in rows:
        row.version += 1
    Patch.objects.bulk_update(rows, ["version"])


def save_of_some_fields(campaign):
    patch = Patch.objects.get(number=LEFT)
    patch.village = "别村"
    patch.save(update_fields=["village"])


def statement_of_the_database(campaign):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE patches_patch SET village = 'x' WHERE number = %s", [LEFT])


def new_rows(campaign):
    patch = Patch.objects.get(number=LEFT)
    patch.pk, patch.uuid, patch.number = None, None, "990101SJBG24000077"
    from uuid import uuid4

    patch.uuid = uuid4()
    Patch.objects.bulk_create([patch])


def fate(campaign):
    Patch.objects.filter(number=LEFT).update(fate="duplicate")


def comparison(campaign):
    Comparison.objects.filter(patch__number=LEFT).update(is_current=False)


WRITES = [plain_update, bulk_update, save_of_some_fields, statement_of_the_database, new_rows, fate, comparison]
COUNTED = {new_rows, fate, comparison}


@pytest.mark.parametrize("write", WRITES, ids=lambda one: one.__name__)
def test_every_write_changes_the_mark_of_its_county_and_of_no_other(campaign, write):
    before, counted = mark_of_areas(["990101001"]), counted_mark(campaign.pk)
    elsewhere, everywhere = mark_of_areas(["990102"]), mark_of_areas([""])
    write(campaign)
    assert mark_of_areas(["990101001"]) != before
    assert mark_of_areas([""]) != everywhere
    assert mark_of_areas(["990102"]) == elsewhere
    assert (counted_mark(campaign.pk) != counted) == (write in COUNTED)


@pytest.mark.parametrize(
    "write", [plain_update, bulk_update, save_of_some_fields, statement_of_the_database], ids=lambda one: one.__name__
)
def test_every_change_of_a_patch_sets_its_time(campaign, write):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE patches_patch SET changed_at = %s WHERE number = %s", [LONG_AGO, OTHER])
    before = Patch.objects.get(number=LEFT).changed_at
    write(campaign)
    assert Patch.objects.get(number=LEFT).changed_at > before


def test_what_was_gathered_adds_up_to_the_same(campaign, monkeypatch):
    monkeypatch.setattr("tuban.workflow.patches.changes._GATHER_FROM", 2)
    for write in (plain_update, bulk_update, fate):
        write(campaign)
    before = mark_of_areas(["990101"]), counted_mark(campaign.pk), window_of(["99"], [campaign.pk])
    gather()
    assert (mark_of_areas(["990101"]), counted_mark(campaign.pk), window_of(["99"], [campaign.pk])) == before
    assert Change.objects.count() <= 2


def test_the_window_holds_every_patch(campaign):
    west, south, east, north = window_of(["990101"], [campaign.pk])
    for patch in Patch.objects.all():
        own = patch.geometry.extent
        assert west <= own[0]
        assert south <= own[1]
        assert own[2] <= east
        assert own[3] <= north
    mark_all()
    assert window_of(["990101"], [campaign.pk]) == (west, south, east, north)
