"""The gate before approvals: land with a violation that is not settled gets no approval."""

from __future__ import annotations

import io
import json
import random
from decimal import Decimal

import openpyxl
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.workflow.gate.conftest import half, shape_of
from tests.workflow.review.speaking import fresh

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow import store
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.gate.boundaries import BoundaryUnfit, boundary_of_geojson, boundary_of_points, boundary_of_upload
from tuban.workflow.gate.bulk import TABLE, check_bulk
from tuban.workflow.gate.certifying import SUFFIX, AnswerOutdated, certify
from tuban.workflow.gate.made_up import made_up_approvals
from tuban.workflow.gate.models import Bulk, Inquiry
from tuban.workflow.gate.queries import InquiryNotFound, inquiry_for
from tuban.workflow.gate.standing import certificate_of, standing_of
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.later import tell_later

SETTLED = {"penalty_number": "示罚〔2024〕1号", "case_number": "示立〔2024〕1号", "fulfilment": "fully",
           "persons_handled": True}  # fmt: skip
ADDRESS = "https://office.example/gate/verify/{}/".format


def settle(found, **facts) -> None:
    tell_later(fresh(found.patch), by=found.enforcement, facts=facts or SETTLED, source="案卷")


def says(patch: Patch, **wire) -> None:
    """Let the comparison of a patch say so, as a disc would have had it."""
    said = Comparison.objects.get(patch=patch, is_current=True)
    said.facts = {**said.facts, **wire}
    said.save(update_fields=["facts"])


@pytest.mark.seed("V4")
def test_the_gate_is_shut_until_the_violation_is_settled_and_says_what_would_open_it(found):
    answered = found.asks(half(found.shape))
    assert answered.verdict == "blocked"
    (met,) = answered.answer["unsettled"]
    assert (met["number"], met["finding"]) == (str(found.patch), "违法用地")
    assert Decimal(met["overlap_m2"]) == pytest.approx(found.patch.area_m2 / 2, rel=Decimal("0.001"))
    assert Decimal(met["cultivated_m2"]) == pytest.approx(Decimal(met["overlap_m2"]), abs=Decimal("0.02"))
    assert [one["fact"] for one in met["wanted"]] == ["case_number", "penalty_number", "fulfilment", "persons_handled"]

    settle(found, case_number="示立〔2024〕1号", handling="filed")
    (met,) = found.asks(half(found.shape)).answer["unsettled"]
    assert ["案号", "示立〔2024〕1号"] in met["stands"]
    assert [one["fact"] for one in met["wanted"]] == ["penalty_number", "fulfilment", "persons_handled"]

    settle(found)
    opened = found.asks(half(found.shape))
    assert opened.verdict == "clear"
    assert [one["number"] for one in opened.answer["settled"]] == [str(found.patch)]
    assert Line.objects.filter(action="gate.ask").count() == 3


def test_a_whole_patch_bears_its_own_figures(found):
    (met,) = found.asks(found.shape.buffer(1e-4)).answer["unsettled"]
    assert Decimal(met["overlap_m2"]) == round(found.patch.area_m2, 2)
    assert (met["share"], met["overlap_mu"]) == ("1.0000", str(found.patch.area_mu))


def test_what_only_adjoins_is_said_and_does_not_shut_the_gate(found):
    west, south, _east, north = found.shape.bounds
    beside = found.asks(
        shapely.box(west - 1e-3, south, west, north).difference(found.shape.buffer(1e-9)).buffer(1.2e-9)
    )
    assert beside.verdict == "look"
    assert beside.answer["unsettled"][0]["is_touch"]
    assert beside.answer["blocked_m2"] == "0.00"


def test_a_proposal_is_a_notice_and_never_a_block(office, found):
    shape = shape_of(office.unclear)
    answered = found.asks(shape)
    assert answered.verdict == "look"
    assert not answered.answer["unsettled"]
    assert str(office.unclear) in [one["number"] for one in answered.answer["undecided"]]


def test_ground_outside_the_counties_is_not_called_clear(found):
    west, south, east, north = found.shape.bounds
    answered = found.asks(shapely.box(west + 0.5, south, east + 0.5, north))
    assert answered.verdict == "look"
    assert Decimal(answered.answer["outside_m2"]) == pytest.approx(answered.area_m2, abs=Decimal("0.5"))


def test_a_patch_outside_of_the_asking_areas_blocks_without_a_word_of_it(found, acting):
    stranger = acting("xiang01")
    assert not stranger.answers_for(found.patch.township_code)
    answered = found.asks(found.shape, by=stranger)
    assert answered.verdict == "blocked"
    (met,) = answered.answer["unsettled"]
    assert (met["number"], met["patch"], met["township"], met["stands"], met["wanted"]) == ("", "", "", [], [])
    assert str(found.patch) not in json.dumps(answered.answer)


def test_the_parts_of_a_boundary_give_what_the_whole_gives(found):
    drawn = random.Random(7)
    whole = found.shape.buffer(5e-5)
    west, south, east, north = whole.bounds
    total = Decimal(found.asks(whole).answer["blocked_m2"])
    for _turn in range(4):
        line = drawn.uniform(west, east)
        parts = [whole & shapely.box(west, south, line, north), whole & shapely.box(line, south, east, north)]
        both = sum(Decimal(found.asks(part).answer["blocked_m2"]) for part in parts if part.area > 1e-10)
        assert abs(both - total) < Decimal("0.05")


@pytest.mark.parametrize(
    "told",
    [
        {"type": "Polygon", "coordinates": [[[113, 31], [113.1, 31.1], [113.1, 31], [113, 31.1], [113, 31]]]},
        {"type": "LineString", "coordinates": [[113, 31], [113.1, 31]]},
        {"type": "Polygon", "coordinates": [[[500000, 31], [500001, 31], [500001, 32], [500000, 31]]]},
        {"type": "Polygon", "coordinates": [[[10, 31], [10.1, 31], [10.1, 32], [10, 31]]]},
        {"type": "Polygon", "coordinates": "nonsense"},
        {"type": "FeatureCollection", "features": [1, {"geometry": None}]},
        {"nothing": 1},
    ],
)
def test_what_is_no_sound_area_is_refused_with_a_sentence(told):
    with pytest.raises(BoundaryUnfit) as refused:
        boundary_of_geojson(told)
    assert refused.value.message


def test_a_file_whose_lines_cross_is_not_mended_behind_anybodys_back(found):
    west, south, east, north = found.shape.bounds
    ring = [[west, south], [east, north], [east, south], [west, north], [west, south]]
    told = {"type": "Polygon", "coordinates": [ring]}
    with pytest.raises(BoundaryUnfit):
        boundary_of_upload(SimpleUploadedFile("红线.geojson", json.dumps(told).encode()), epsg=found.campaign.epsg)
    outline = shapely.get_parts(found.shape)[0].exterior.coords[:-1]
    text = "\n".join(f"{x:.8f}, {y:.8f}" for x, y in outline)
    assert boundary_of_points(text, epsg=found.campaign.epsg).area == pytest.approx(found.shape.area, rel=1e-4)


# Certificates -------------------------------------------------------------------------------------------------------


@pytest.mark.seed("V4")
def test_a_certificate_is_numbered_verified_and_says_when_something_changed_since(found, acting):
    answered = found.asks(half(found.shape))
    with pytest.raises(Refused):
        certify(answered, by=acting("xiang02"), verified_at=ADDRESS)
    made = certify(answered, by=found.desk, verified_at=ADDRESS)
    assert made.number.endswith("0001号")
    assert store.found(made.checksum, SUFFIX).read_bytes().startswith(b"%PDF")
    with pytest.raises(Refused):
        certify(Inquiry.objects.get(pk=answered.pk), by=found.desk, verified_at=ADDRESS)
    assert certificate_of(made.digest[:16]) == made
    assert certificate_of("0" * 16) is None
    assert certificate_of("短") is None
    assert standing_of(answered).is_unchanged

    later = found.asks(half(found.shape))
    settle(found)
    standing = standing_of(answered)
    assert not standing.is_unchanged
    assert standing.now.verdict == "clear"
    assert any(str(found.patch) in one for one in standing.differences)
    with pytest.raises(AnswerOutdated):
        certify(later, by=found.desk, verified_at=ADDRESS)
    assert certify(found.asks(half(found.shape)), by=found.desk, verified_at=ADDRESS).number.endswith("0002号")


def test_what_another_unit_asked_is_not_there_for_the_reader(found, acting):
    answered = found.asks(found.shape)
    with pytest.raises(InquiryNotFound):
        inquiry_for(acting("xiang01"), answered.uuid)
    assert inquiry_for(acting("shi"), answered.uuid) == answered
    assert Line.objects.filter(action="gate.look_up", is_refused=True).count() == 1


# Many at once, and approvals made up --------------------------------------------------------------------------------


def test_many_boundaries_of_a_file_are_checked_one_by_one_and_faulty_ones_named(found):
    west, south, east, north = found.shape.bounds
    crossed = [[west, south], [east, north], [east, south], [west, north], [west, south]]
    features = [
        {"type": "Feature", "properties": {"项目名称": name}, "geometry": shape}
        for name, shape in (
            ("一号", shapely.box(west, south, east, north).__geo_interface__),
            ("二号", shapely.box(west - 2e-3, south, west - 1e-3, north).__geo_interface__),
            ("三号", {"type": "Polygon", "coordinates": [crossed]}),
        )
    ]
    told = {"type": "FeatureCollection", "features": json.loads(json.dumps(features))}
    made = check_bulk(by=found.desk, file=SimpleUploadedFile("批次.geojson", json.dumps(told).encode()),
                      epsg=found.campaign.epsg)  # fmt: skip
    do(made.job_id)
    made = Bulk.objects.get(pk=made.pk)
    assert Job.objects.get(pk=made.job_id).state == Job.State.DONE
    assert list(made.inquiries.order_by("place").values_list("title", "verdict")) == [
        ("一号", "blocked"), ("二号", "clear"),
    ]  # fmt: skip
    assert [one["title"] for one in made.unread] == ["三号"]
    sheet = openpyxl.load_workbook(io.BytesIO(store.found(made.table, TABLE).read_bytes())).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert cells[0][1:3] == ["一号", "不得报批"]
    assert str(found.patch) in cells[0][6]
    assert cells[2][1:3] == ["三号", "未能核查"]


def test_a_csv_of_outlines_is_read_in_either_encoding(found):
    west, south, east, north = found.shape.bounds
    text = f'名称,范围\n甲项目,"{shapely.box(west, south, east, north).wkt}"\n乙项目,胡写\n'
    made = check_bulk(by=found.desk, file=SimpleUploadedFile("批次.csv", text.encode("gb18030")),
                      epsg=found.campaign.epsg)  # fmt: skip
    do(made.job_id)
    made = Bulk.objects.get(pk=made.pk)
    assert [one.title for one in made.inquiries.all()] == ["甲项目"]
    assert [one["title"] for one in made.unread] == ["乙项目"]


@pytest.mark.seed("V4")
def test_an_approval_made_up_without_punishment_is_listed_until_the_violation_is_settled(found):
    assert made_up_approvals(found.desk) == []
    says(found.patch, regularised=True, regularised_number="示政土〔2024〕8号", settled=False)
    (one,) = made_up_approvals(found.desk)
    assert (one.patch, one.is_found, one.is_known, one.rests_on) == (found.patch, True, True, "told")
    assert "示政土〔2024〕8号" in one.approval
    says(found.patch, settled={"unknown": True})
    assert not made_up_approvals(found.desk)[0].is_known
    says(found.patch, settled=True)
    assert made_up_approvals(found.desk) == []


def test_an_approval_younger_than_the_use_is_found_from_the_papers(found):
    paper = {"paper": {"kind": "conversion", "number": "示政土〔2024〕9号", "date": {"date": "2024-08-01"},
                       "covered": {"area": "100"}}}  # fmt: skip
    says(found.patch, use_date={"date": "2024-03"}, approvals=[paper], timing_state="after_use", settled=False)
    (one,) = made_up_approvals(found.desk)
    assert one.rests_on == "use"
    assert "示政土〔2024〕9号" in one.approval
    says(found.patch, use_date={"date": "2024-09"}, timing_state="before_use")
    assert made_up_approvals(found.desk) == []
