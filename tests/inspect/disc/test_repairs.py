"""Whatever is taken otherwise than it was delivered is told before and after; nothing is changed in silence."""

import json

import pytest
from tests.inspect.disc.conftest import bow_tie, found, number, patch_frame, square

pytestmark = pytest.mark.seed("D1")


def test_strict_refuses_what_would_be_repaired(sound, check):
    (sound.root / "图斑/图斑.shx").unlink()
    assert check(sound.root).verdict == "repairable"
    strict = check(sound.root, strict=True)
    assert strict.verdict == "unfit"
    assert found(strict, "shapefile.index_rebuilt")[0].severity.value == "error"


def test_a_bow_tie_is_rebuilt_and_both_areas_are_told(sound, check):
    frame = patch_frame()
    frame.loc[1, "geometry"] = bow_tie(2)
    sound.shapefile(frame, "图斑/图斑")
    disc = check(sound.root)
    assert disc.verdict == "repairable"
    mended = found(disc, "geometry.mended")[0]
    assert mended.feature == "2"
    assert mended.after == "1800.00 m²"
    assert disc.mended_patches == {number(2)}


def test_a_patch_drawn_twice_counts_once_and_another_under_its_number_gets_its_own(sound, check):
    frame = patch_frame(JCBH=[number(1), number(1), number(3), number(4), number(4)])
    frame.loc[1, "geometry"] = square(1, 0)
    sound.shapefile(frame, "图斑/图斑")
    disc = check(sound.root)
    assert disc.verdict == "repairable"
    assert found(disc, "patches.drawn_twice")[0].feature == "2"
    twice = found(disc, "patches.number_twice")[0]
    assert (twice.before, twice.after) == (number(4), f"{number(4)}_2")
    assert disc.layers["patches"][0].count == 4
    assert (disc.counts.loaded, disc.counts.skipped, disc.counts.total) == (10, 1, 11)


def test_areas_in_another_unit_are_found_out(sound, check):
    sound.shapefile(patch_frame(JCMJ=[3600.0] * 5), "图斑/图斑")
    disc = check(sound.root)
    mistaken = found(disc, "patches.unit_mistaken")[0]
    assert (mistaken.before, mistaken.after) == ("亩", "平方米")
    assert not found(disc, "patches.area_differs")


def test_one_area_that_differs_is_listed_and_kept(sound, check):
    sound.shapefile(patch_frame(JCMJ=[5.4, 9.9, 5.4, 5.4, 5.4]), "图斑/图斑")
    disc = check(sound.root)
    assert [finding.feature for finding in found(disc, "patches.area_differs")] == ["2"]
    assert disc.verdict == "fit"


def test_values_that_nobody_knows_are_told_and_left_out(sound, check):
    sound.text(f"图斑编号,实地情况,用地时间\n{number(1)},飞地,去年\n", "外业核查结果.csv")
    disc = check(sound.root)
    assert found(disc, "value.unknown_code")[0].before == "飞地"
    assert found(disc, "value.not_a_date")[0].before == "去年"
    assert disc.verdict == "repairable"


def test_a_code_of_another_county_is_listed(sound, check):
    sound.shapefile(patch_frame(XZQDM=["990101", "990102", "990101", "990101", "990101"]), "图斑/图斑")
    disc = check(sound.root)
    assert [finding.before for finding in found(disc, "patches.other_area")] == ["990102"]


def test_json_keeps_all_parts_of_the_contract(sound, check):
    disc = check(sound.root)
    for finding in json.loads(json.dumps([finding.as_json() for finding in disc.findings])):
        assert list(finding) == [
            "code", "severity", "file", "feature", "message", "hint", "before", "after", "reason", "consequence",
            "proposal", "bbox",
        ]  # fmt: skip
