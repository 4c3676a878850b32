"""Whether a violation was found in time: the patrol ledger, tip-offs, and which patch each is."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.workflow.review.speaking import fresh

from tuban.values.dates import PartialDate
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.comparison.queries import comparison_of
from tuban.workflow.patches.meanwhile import ChangedMeanwhile
from tuban.workflow.patches.states import Source
from tuban.workflow.patrols.actions import (
    PatchMade,
    ReasonMissing,
    SightingChanged,
    answer,
    correct,
    enter,
    make_patch,
    withdraw,
)
from tuban.workflow.patrols.discovery import discovery_of, patches_by_kind
from tuban.workflow.patrols.importing import LedgerUnreadable, import_ledger, take_over_ledger
from tuban.workflow.patrols.models import Match, Sighting
from tuban.workflow.patrols.policies import may_read_informant
from tuban.workflow.patrols.queries import SightingNotFound, sighting_for, sightings_of
from tuban.workflow.patrols.told import SightingUnfit
from tuban.workflow.patrols.words import Answer


def seen_by_satellite(patch) -> date:
    return PartialDate.parse(patch.after_on).earliest


def entry(found, *, metres: float = 0.0, days: int = 30, **more) -> Sighting:
    """Enter something seen so far from the patch, so long before the satellite."""
    middle = found.shape.centroid
    west, _south, _east, _north = found.shape.bounds
    given = {
        "number": "XC-1", "seen_on": (seen_by_satellite(found.patch) - timedelta(days=days)).isoformat(),
        "place": f"{west - metres / 95_000:.7f}, {middle.y:.7f}" if metres else f"{middle.x:.7f}, {middle.y:.7f}",
    }  # fmt: skip
    return enter(by=found.enforcement, given=given | more)


def told(found, name: str):
    return comparison_of(found.patch).facts.get(name)


def says(found, match: Match, *, same: bool = True, **more) -> Match:
    return answer(match, by=found.enforcement, same=same, expected_version=fresh(found.patch).version, **more)


@pytest.mark.seed("V5")
def test_an_entry_near_a_patch_before_the_satellite_finds_it_in_time_once_a_person_says_so(found):
    sighting = entry(found, metres=40)
    match = sighting.matches.get(patch=found.patch)
    assert match.answer == Answer.OPEN
    assert match.metres == pytest.approx(40, abs=6)
    assert match.days_before == 30
    assert discovery_of(found.enforcement, found.campaign)[0].rate == 0

    says(found, match)
    assert told(found, "found_by") == "patrol"
    assert told(found, "found_on") == {"date": sighting.seen_on.isoformat()}
    whole, *units = discovery_of(found.enforcement, found.campaign)
    assert (whole.total, whole.rate, whole.rate_mu) == (1, Decimal("100.00"), Decimal("100.00"))
    assert [one.code for one in units] == [found.patch.township_code]
    assert patches_by_kind(found.enforcement, found.campaign, "in_time") == [found.patch]
    assert sightings_of(found.patch) == [sighting]
    assert fresh(found.patch).finding == "unlawful"

    withdraw(sighting, by=found.enforcement, expected_version=1, reason="登错了地点")
    assert told(found, "found_by") != "patrol" or told(found, "found_on") is None
    assert discovery_of(found.enforcement, found.campaign)[0].rate == 0


def test_what_may_be_one_place_lies_within_the_distance_and_the_time_of_the_lawbook(found):
    for metres, days, is_proposed in ((60, 30, True), (160, 30, False), (0, 900, False)):
        assert entry(found, metres=metres, days=days).matches.filter(patch=found.patch).exists() is is_proposed


def test_what_was_seen_after_the_satellite_or_told_by_others_is_no_patrol_in_time(found):
    says(found, entry(found, days=-10).matches.get(patch=found.patch))
    assert told(found, "found_on") in (None, {"unknown": True})
    assert [len(own) for own in discovery_of(found.enforcement, found.campaign)[0].patches.values()] == [0, 0, 1, 0]
    says(found, entry(found, number="12336-7", channel="12336").matches.get(patch=found.patch))
    assert told(found, "found_by") == "report"
    assert [len(own) for own in discovery_of(found.enforcement, found.campaign)[0].patches.values()] == [0, 1, 0, 0]


def test_the_number_that_the_ledger_names_is_proposed_and_denied_only_with_a_reason(found):
    sighting = entry(found, place="", patch_number=found.patch.number)
    match = sighting.matches.get()
    assert match.is_by_number
    with pytest.raises(ReasonMissing):
        says(found, match, same=False)
    says(found, match, same=False, reason="编号抄错")
    with pytest.raises(ChangedMeanwhile):
        answer(match, by=found.enforcement, same=True, expected_version=fresh(found.patch).version - 1)
    with pytest.raises(SightingChanged):
        correct(sighting, by=found.enforcement, expected_version=9, given={})


def test_who_wants_to_stay_unknown_is_not_kept_and_others_are_for_the_unit_that_took_it_down(found, acting):
    unknown = entry(found, channel="信访", told_by="王某", contact="138", is_anonymous=True)
    assert (unknown.told_by, unknown.contact) == ("", "")
    assert not Line.objects.filter(details__icontains="王某").exists()
    named = entry(found, channel="信访", told_by="李某", contact="139")
    assert named.told_by == "李某"
    assert may_read_informant.allows(found.enforcement, named)
    assert not may_read_informant.allows(acting("shi"), named)
    assert not may_read_informant.allows(acting("guihua"), named)


UNFIT = [
    {"number": "", "seen_on": "2024-03-01"},
    {"number": "1", "seen_on": ""},
    {"number": "1", "seen_on": "2024-03", "location": "村"},
    {"number": "1", "seen_on": "2999-01-01", "location": "村"},
    {"number": "1", "seen_on": "2024-03-01"},
    {"number": "1", "seen_on": "2024-03-01", "location": "村", "area": "没有的镇"},
    {"number": "1", "seen_on": "2024-03-01", "place": "12, 34"},
    {"number": "1", "seen_on": "2024-03-01", "location": "村", "violation_type": "没有的类型"},
    {"number": "1", "seen_on": "2024-03-01", "location": "村", "built_area": "很大"},
    {"number": "1" * 41, "seen_on": "2024-03-01", "location": "村"},
]


def test_what_cannot_be_entered_says_why(found):
    for given in UNFIT:
        with pytest.raises(SightingUnfit) as refused:
            enter(by=found.enforcement, given=given)
        assert refused.value.message
    assert not Sighting.objects.exists()


def test_a_ledger_is_brought_row_by_row_and_faulty_rows_say_why(found):
    text = (
        "某县实地巡查情况表,,,,,\n任务编号,巡查时间,所在政区,坐落,图斑编号,备注列\n"
        f"XC-1,2024年3月2日,甲溪镇,李家村,{found.patch.number},\nXC-2,,甲溪镇,王村,,\nXC-3,2024/3/4,不存在,王村,,\n"
    )
    made = import_ledger(found.enforcement, SimpleUploadedFile("台账.csv", text.encode("gb18030")))
    assert (made.entered, [row for row, _why in made.faults], made.strange) == (1, [4, 5], ["备注列"])
    assert Sighting.objects.get().seen_on == date(2024, 3, 2)
    again = import_ledger(found.enforcement, SimpleUploadedFile("台账.csv", text.encode()))
    assert (again.entered, again.known) == (0, 1)
    for name, content in (("台账.pdf", b""), ("台账.csv", b"a,b\n1,2\n"), ("台账.xlsx", b"nonsense"),
                          ("台账.csv", "任务编号,坐落\n1,2\n".encode())):  # fmt: skip
        with pytest.raises(LedgerUnreadable):
            import_ledger(found.enforcement, SimpleUploadedFile(name, content))


def test_the_ledger_on_the_disc_is_taken_over_once(found):
    said = comparison_of(found.patch)
    said.facts = {**said.facts, "in_patrol_ledger": True, "patrol_found_on": {"date": "2024-04-02"}}
    said.save(update_fields=["facts"])
    made = take_over_ledger(found.enforcement, found.campaign)
    assert (made.entered, made.faults) == (1, [])
    assert Sighting.objects.get().matches.get().is_by_number
    assert take_over_ledger(found.enforcement, found.campaign).known == 1


def test_a_place_that_no_satellite_saw_becomes_a_patch(found):
    west, south, _east, _north = found.shape.bounds
    sighting = entry(found, place="", location="上村")
    outline = shapely.box(west - 2e-3, south, west - 1.6e-3, south + 4e-4)
    patch = make_patch(sighting, found.campaign, by=found.enforcement, geometry=outline, expected_version=1)
    assert (patch.source, patch.found_on) == (Source.PATROL, sighting.seen_on)
    assert sightings_of(patch) == [sighting]
    with pytest.raises(PatchMade):
        make_patch(sighting, found.campaign, by=found.enforcement, geometry=outline, expected_version=2)


def test_what_was_seen_elsewhere_is_not_there_and_others_do_not_answer(found, acting):
    sighting = entry(found)
    with pytest.raises(SightingNotFound):
        sighting_for(acting("xiang01"), sighting.uuid)
    with pytest.raises(Refused):
        answer(sighting.matches.get(patch=found.patch), by=acting("guihua"), same=True, expected_version=1)
    with pytest.raises(Refused):
        enter(by=acting("ducha"), given={"number": "1", "seen_on": "2024-03-01", "location": "村"})
