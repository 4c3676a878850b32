"""Editions: the same content once, a newer one replaces, an older one that comes back counts again."""

from __future__ import annotations

import pytest

from tuban.workflow.audit.policies import Refused
from tuban.workflow.layers.actions import EditionChangedMeanwhile, describe_edition
from tuban.workflow.layers.entering import Delivered, enter_editions
from tuban.workflow.layers.models import Edition
from tuban.workflow.layers.queries import current_editions, edition_for, editions_seen_by, history_of

pytestmark = pytest.mark.django_db


def delivered(checksum: str, *, role: str = "plan", file: str = "规划.gdb") -> Delivered:
    return Delivered(
        role=role, list="", title="规划", edition="", as_of="", source_file=file, source_checksum=checksum,
        checksum=checksum, suffix=".parquet", rows=1, size=1, epsg=4547, bounds=None, has_geometry=True, is_image=False,
    )  # fmt: skip


def enter(*layers: Delivered):
    return enter_editions("990101", layers, is_practice=True)


def current() -> list[str]:
    return [one.checksum for one in current_editions("990101", is_practice=True)]


def test_the_same_content_is_one_edition():
    enter(delivered("a"))
    again = enter(delivered("a"), delivered("a", file="又一份.gdb"))
    assert (len(again.editions), again.new, again.replaced) == (2, (), ())
    assert Edition.objects.count() == 1


def test_a_newer_one_replaces_those_of_its_role_and_no_others():
    enter(delivered("a"), delivered("b", file="另一.gdb"), delivered("r", role="roads"))
    enter(delivered("c"))
    assert sorted(current()) == ["c", "r"]
    assert {one.replaced_by.checksum for one in Edition.objects.filter(role="plan", replaced_by__isnull=False)} == {"c"}
    assert next(one.checksum for one in history_of(Edition.objects.get(checksum="c"))) == "c"


def test_an_older_one_that_comes_back_counts_again():
    enter(delivered("a"))
    enter(delivered("b"))
    enter(delivered("a"))
    assert current() == ["a"]
    assert Edition.objects.count() == 2


def test_another_county_and_practice_stand_apart():
    enter(delivered("a"))
    enter_editions("990102", [delivered("b")], is_practice=True)
    enter_editions("990101", [delivered("c")], is_practice=False)
    assert current() == ["a"]


def test_the_words_of_an_edition_are_corrected_by_its_county(acting):
    edition = enter(delivered("a")).editions[0]
    told = {"title": "规划", "name": "2021—2035", "as_of": "2023"}
    describe_edition(edition, by=acting("diji"), expected_version=1, **told)
    with pytest.raises(EditionChangedMeanwhile):
        describe_edition(edition, by=acting("diji"), expected_version=1, **told)
    with pytest.raises(Refused):
        describe_edition(edition, by=acting("xiang01"), expected_version=2, **told)
    assert edition_for(acting("xiang01"), edition.pk) == edition  # a township reads the layers of its county
    assert not editions_seen_by(acting("xitong")).exists()
