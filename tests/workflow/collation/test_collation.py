"""What the field found stands beside what images, survey and office say; every difference names both sides."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
import shapely
import shapely.affinity
from tests.field.conftest import device  # noqa: F401
from tests.field.device import FieldDevice, work_on
from tests.web.conftest import signed_in_client
from tests.workflow.packages.conftest import group, plan  # noqa: F401
from tests.workflow.small_disc import LEFT, OTHER

from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.workflow.collation.differences import collate
from tuban.workflow.collation.progress import Standing, progress_of
from tuban.workflow.patches.cutting import to_plane
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.reading.actions import read
from tuban.workflow.routes.models import Plan
from tuban.workflow.survey.actions import tell
from tuban.workflow.survey.models import Statement
from tuban.workflow.survey.telling import Telling


def patch_of(number: str) -> Patch:
    return Patch.objects.select_related("campaign").get(number=number, fate="active")


def found(who, **facts) -> Patch:
    patch = patch_of(OTHER)
    telling = Telling(facts, (), Statement.Origin.FIELD, "外业手簿")
    return tell(patch, by=who, expected_version=patch.version, telling=telling)


def differences(by, campaign, kind: str) -> list:
    return [one for one in collate(by, campaign).differences if one.kind == kind]


def measure(sender, patch: Patch, rings: list) -> None:
    """Measure the land of a patch on the spot."""
    visit = "00000000-0000-4000-8000-000000000001"
    sender.write("visit.begun", {"position": None}, patch=patch.uuid, visit=visit)
    sender.write(
        "boundary.measured",
        {"id": "00000000-0000-4000-8000-000000000002", "method": "walked", "of": "land", "epsg": patch.campaign.epsg,
         "rings": rings, "points": [], "area_m2": None},
        patch=patch.uuid, visit=visit,
    )  # fmt: skip


@pytest.mark.seed("F4")
def test_an_area_measured_otherwise_than_monitored_is_listed_with_how_much(campaign, acting):
    who = acting("waiye")
    before = collate(who, campaign)
    monitored = Area.from_m2(patch_of(OTHER).monitored_m2)
    found(who, ground_state="new_construction", surveyed_area=monitored)
    assert not differences(who, campaign, "area")
    found(who, surveyed_area=monitored + Area.from_mu(Decimal("0.5")))
    (one,) = differences(who, campaign, "area")
    assert (one.number, one.mu) == (OTHER, Decimal("0.50"))
    made = collate(who, campaign)
    assert (made.visited - before.visited, made.measured - before.measured) == (1, 1)
    gained = (made.measured_mu - made.monitored_mu) - (before.measured_mu - before.monitored_mu)
    assert gained == Decimal("0.50")


def test_what_was_supposed_stands_against_what_was_found(campaign, acting):
    who = acting("waiye")
    before = collate(who, campaign).matrix
    found(who, ground_state="unchanged")
    assert collate(who, campaign).matrix - before == {("new_construction", "unchanged"): 1}
    (one,) = differences(who, campaign, "prejudgement")
    assert (one.number, one.field) == (OTHER, "实地未变化")
    found(who, ground_state="new_construction")
    assert not differences(who, campaign, "prejudgement")


def test_a_patch_that_was_read_otherwise_from_the_images_is_listed(campaign, acting, monkeypatch):
    # A reading that is drawn for a second reader is told nobody yet, and the draw hangs on the identity of the patch.
    monkeypatch.setattr("tuban.workflow.review.reading.actions.falls_on", lambda *_of: False)
    patch = patch_of(OTHER)
    read(patch, by=acting("diji"), expected_version=patch.version, category="unchanged", reasons=[], seconds=3)
    found(acting("waiye"), ground_state="new_construction")
    (one,) = differences(acting("zuzhi"), campaign, "reading")
    assert (one.field, one.other) == ("新增建设", "实地未变化")


def test_what_does_not_agree_has_to_be_measured(campaign, acting):
    found(acting("waiye"), ground_state="new_construction", field_agrees=False)
    assert differences(acting("zuzhi"), campaign, "unmeasured")
    found(acting("waiye"), change_survey_area=Area.from_mu(Decimal(2)))
    assert not differences(acting("zuzhi"), campaign, "unmeasured")


def test_a_measured_boundary_is_held_against_what_was_told_and_where_the_patch_lies(campaign, acting, device):  # noqa: F811
    patch, sender = patch_of(OTHER), device("waiye")
    shape = to_plane(shapely.from_wkb(bytes(patch.geometry.wkb)), patch.campaign.epsg)
    west, south, east, north = shape.bounds
    half = [[west, south], [(west + east) / 2, south], [(west + east) / 2, north], [west, north], [west, south]]
    measure(sender, patch, [half])
    sender.tells(patch.uuid, ground_state=("", "new_construction"), surveyed_area=("", "9 亩"))
    sender.send()
    work_on()
    zuzhi = acting("zuzhi")
    (told,) = differences(zuzhi, campaign, "told")
    assert told.mu is not None
    assert told.mu > 1
    (outline,) = differences(zuzhi, campaign, "outline")
    assert "%" in outline.other
    assert differences(zuzhi, campaign, "photos")


def test_a_hole_in_a_measured_boundary_is_no_ground_of_the_patch(campaign, acting, device):  # noqa: F811
    patch, sender = patch_of(OTHER), device("waiye")
    shape = to_plane(shapely.from_wkb(bytes(patch.geometry.wkb)), patch.campaign.epsg)
    hole = shapely.affinity.scale(shape, 0.8, 0.8)
    measure(sender, patch, [shapely.get_coordinates(one).tolist() for one in (shape, hole)])
    sender.tells(patch.uuid, ground_state=("", "new_construction"))
    sender.send()
    work_on()
    (outline,) = differences(acting("zuzhi"), campaign, "outline")
    assert "36%" in outline.other


def test_progress_counts_what_was_planned_and_what_was_visited(campaign, plan, acting):  # noqa: F811
    (before,) = progress_of(acting("zuzhi"), campaign).days
    found(acting("waiye"), ground_state="new_construction", use_date=PartialDate(2024, 3, 5))
    progress = progress_of(acting("zuzhi"), campaign)
    (after,) = progress.days
    assert after.done == before.done + 1
    assert after.planned == before.planned == len(progress.stops) > 1
    assert after.is_behind  # the day is over
    assert next(one for one in progress.stops if one.number == OTHER).standing == Standing.VISITED
    assert after.standing[Standing.WAITING] == before.standing[Standing.WAITING] - 1
    Plan.objects.update(given_out_at=None)
    assert not progress_of(acting("zuzhi"), campaign).days


def test_what_came_back_unfinished_and_what_is_in_conflict_stand_apart(campaign, plan, acting):  # noqa: F811
    one, other = FieldDevice.registered("waiye"), FieldDevice.registered("zhifa")
    one.write("note.written", {"text": "门锁闭"}, patch=patch_of(LEFT).uuid)
    one.tells(patch_of(OTHER).uuid, user=("", "甲公司"))
    other.tells(patch_of(OTHER).uuid, user=("", "乙公司"))
    for each in (one, other):
        each.send()
        work_on()
    standing = {stop.number: stop.standing for stop in progress_of(acting("zuzhi"), campaign).stops}
    assert (standing[LEFT], standing[OTHER]) == (Standing.RETURNED, Standing.CONFLICT)
    page = signed_in_client("zuzhi").get("/field/collation/")
    told = {stop["number"]: stop["standing"] for stop in page.context["progress_map"]["stops"]}
    assert told == {number: str(each) for number, each in standing.items()}


def test_others_see_nothing_and_the_page_and_its_file_say_the_same(campaign, acting):
    found(acting("waiye"), ground_state="new_construction", surveyed_area=Area.from_mu(Decimal("9.5")))
    client = signed_in_client("zuzhi")
    page = client.get("/field/collation/?kind=area").content.decode()
    assert OTHER in page
    assert "实测与监测面积不同" in page
    content = b"".join(client.get("/field/collation/differences.xlsx").streaming_content)
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=3, values_only=True))
    assert len(rows) == len(collate(acting("zuzhi"), campaign).differences)
    assert "9.50" in {row[3] for row in rows if row[1] == OTHER}
    assert collate(acting("xitong"), campaign).active == 0
