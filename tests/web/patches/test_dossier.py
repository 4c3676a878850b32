"""The dossier of a patch: every page of it, for those in whose area it lies and for nobody else."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from tests.workflow.small_disc import LEFT, OTHER, RIGHT, SPLIT

from tuban.values.area import Area
from tuban.workflow.audit.models import Line
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.comparison.reading import reading_of
from tuban.workflow.evidence.models import Attachment, Exhibit
from tuban.workflow.patches.cutting import to_plane
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate

pytestmark = pytest.mark.django_db

PAGES = (
    "patch", "patch_images", "patch_overlaps", "patch_reasons", "patch_card", "patch_evidence", "patch_history",
    "patch_aside", "patch_place", "patch_assign", "patch_split", "patch_merge", "patch_restore",
)  # fmt: skip
QUERIES = 32


@pytest.fixture
def left(campaign) -> Patch:
    return Patch.objects.get(number=LEFT)


@pytest.fixture
def other(campaign) -> Patch:
    return Patch.objects.get(number=OTHER)


def at(name: str, patch: Patch) -> str:
    return reverse(f"web:{name}", args=[patch.uuid])


def photo(colour: str = "red") -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (20, 10), colour).save(content, "JPEG")
    return content.getvalue()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("username", ["xiang01", "gengbao", "zuzhi", "juzhang", "waiye", "shi", "ducha"])
def test_every_page_opens_for_those_in_whose_area_the_patch_lies(client_of, left, username, name):
    answer = client_of(username).get(at(name, left))
    assert answer.status_code == 200
    if name != "patch_place":
        assert LEFT in answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("username", ["xiang01", "xitong", "anquan", "shenji"])
def test_a_patch_of_another_area_is_not_there_and_the_attempt_is_written_down(client_of, other, username, name):
    before = Line.objects.count()
    answer = client_of(username).get(at(name, other))
    assert answer.status_code == 404
    assert OTHER not in answer.content.decode()
    (line,) = Line.objects.filter(number__gt=before)
    assert line.is_refused
    assert (line.subject_id, line.person_name != "") == (str(other.uuid), True)


def test_an_area_that_counts_otherwise_than_the_outline_measures_is_told_beside_it(client_of, left):
    Patch.objects.filter(pk=left.pk).update(area_m2=Decimal("2957.63"), area_mu=Decimal("4.33"))
    told = client_of("zuzhi").get(at("patch", left)).content.decode()
    assert "4.44" in told
    assert "拟计入统计 4.33 亩" in told
    Patch.objects.filter(pk=left.pk).update(area_mu=Decimal("4.44"))
    assert "拟计入统计" not in client_of("zuzhi").get(at("patch", left)).content.decode()


def test_a_guessed_identity_finds_nothing(client_of, campaign):
    assert client_of("zuzhi").get(reverse("web:patch", args=[uuid4()])).status_code == 404


@pytest.mark.parametrize("name", ["patch", "patch_overlaps", "patch_reasons", "patch_card", "patch_aside"])
def test_a_page_asks_the_database_few_questions(client_of, left, name, django_assert_max_num_queries):
    client = client_of("zuzhi")
    client.get(at(name, left))
    with django_assert_max_num_queries(QUERIES):
        client.get(at(name, left))


def test_the_reasons_name_table_row_fact_source_and_article(client_of, campaign):
    patch = Patch.objects.get(number=SPLIT, part_number="1")
    judgement = Comparison.objects.get(patch=patch, is_current=True).judgement
    page = client_of("zuzhi").get(at("patch_reasons", patch)).content.decode()
    for decision in judgement["decisions"]:
        if decision["answers"]:
            assert decision["title"] in page
            assert decision["table"] in page
            assert all(row in page for row in decision["rows"])
    assert "外业核查结果" in page


def test_the_printed_figures_of_the_parts_sum_to_that_of_the_patch(campaign):
    parts = list(Patch.objects.filter(number=SPLIT, fate=Fate.ACTIVE))
    issued = sum(part.monitored_m2 for part in parts)
    figures = [reading_of(part).figures["monitored_area"] for part in parts]
    assert len(parts) > 1
    assert sum(figures) == Area.from_m2(issued).mu


def test_the_card_is_handed_over_as_the_printed_one(client_of, left):
    answer = client_of("xiang01").get(reverse("web:patch_card_file", args=[left.uuid]))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert f"{LEFT}.docx" in answer["Content-Disposition"]


# Evidence -------------------------------------------------------------------------------------------------------------


def test_a_photo_is_kept_by_its_content_and_seen_by_its_area_only(client_of, left):
    clerk = client_of("xiang01")
    file = SimpleUploadedFile("../现场.txt", photo(), content_type="text/plain")
    assert clerk.post(at("patch_evidence", left), {"file": file, "remark": "东侧"}).status_code == 302
    exhibit = Exhibit.objects.get()
    assert (exhibit.name, exhibit.media_type, exhibit.suffix, exhibit.note) == (
        "现场.txt",
        "image/jpeg",
        ".jpg",
        "东侧",
    )
    address = reverse("web:patch_exhibit", args=[left.uuid, exhibit.pk])
    answer = clerk.get(address)
    assert b"".join(answer.streaming_content) == photo()
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client_of("xiang02").get(address).status_code == 404
    line = Line.objects.get(action="evidence.add")
    assert line.subject_id == str(left.uuid)
    assert line.details["checksum"] == exhibit.checksum
    assert "path" not in line.details
    assert "添加证据" in clerk.get(at("patch_history", left)).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("现场.jpg", b"<html><script>alert(1)</script>", "不是可用作证据的文件类型"),
        ("空.pdf", b"", "是空文件"),
        ("坏.jpg", photo()[:40], "损坏"),
    ],
)
def test_what_is_no_evidence_is_refused_in_words_and_the_remark_stays(client_of, left, name, content, said):
    answer = client_of("xiang01").post(
        at("patch_evidence", left), {"file": SimpleUploadedFile(name, content), "remark": "北侧围墙"}
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "北侧围墙" in answer.content.decode()
    assert not Exhibit.objects.exists()


def test_the_same_content_is_added_once(client_of, left):
    clerk = client_of("xiang01")
    for _time in range(2):
        answer = clerk.post(at("patch_evidence", left), {"file": SimpleUploadedFile("a.jpg", photo())})
    assert answer.status_code == 422
    assert Attachment.objects.count() == 1


def test_evidence_is_taken_off_with_a_reason_and_stays_in_the_store(client_of, left):
    clerk = client_of("xiang01")
    clerk.post(at("patch_evidence", left), {"file": SimpleUploadedFile("a.jpg", photo())})
    exhibit = Exhibit.objects.get()
    address = reverse("web:patch_exhibit_off", args=[left.uuid, exhibit.pk])
    clerk.post(address, {"reason": ""})
    assert Attachment.objects.get().taken_off_at is None
    clerk.post(address, {"reason": "不是此处"})
    assert Attachment.objects.get().taken_off_at is not None
    assert Exhibit.objects.filter(pk=exhibit.pk).exists()
    assert Line.objects.get(action="evidence.take_off").reason == "不是此处"


def test_supervisors_and_others_may_not_add(client_of, left):
    page = client_of("ducha").post(at("patch_evidence", left), {"file": SimpleUploadedFile("a.jpg", photo())})
    assert page.status_code == 422
    assert not Exhibit.objects.exists()
    assert Line.objects.filter(action="evidence.add", is_refused=True).exists()


# Acting ---------------------------------------------------------------------------------------------------------------


def test_a_patch_is_assigned_and_the_assignment_undone(client_of, left, county):
    organiser = client_of("zuzhi")
    unit = county.below.get(name="甲溪镇")
    typed = {"version": left.version, "seen": "{}", "unit": unit.pk, "person": "", "due_on": "2030-01-05"}
    page = organiser.post(at("patch_assign", left), typed, follow=True).content.decode()
    left.refresh_from_db()
    assert (left.assigned_unit, str(left.due_on)) == (unit, "2030-01-05")
    undo = page.split('class="toast-note')[1].split('action="')[1].split('"')[0]
    organiser.post(undo)
    left.refresh_from_db()
    assert (left.assigned_unit, left.due_on) == (None, None)


def test_a_stale_form_shows_both_versions_and_keeps_what_was_typed(client_of, left, county):
    organiser, leader = client_of("zuzhi"), client_of("juzhang")
    form = organiser.get(at("patch_assign", left)).context
    seen = {"version": form["version"], "seen": form["seen"]}
    unit = county.below.get(name="甲溪镇")
    leader.post(at("patch_assign", left), {**seen, "unit": unit.pk, "due_on": "2030-02-01", "reason": "先办"})
    answer = organiser.post(
        at("patch_assign", left), {**seen, "unit": "", "due_on": "2030-03-01", "reason": "另行安排"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "另行安排" in page
    assert "2030-03-01" in page
    assert "钱局长" in page
    assert {"甲溪镇", "2030-02-01"} <= {row["now"] for row in answer.context["versions"] if row["is_other"]}
    left.refresh_from_db()
    assert str(left.due_on) == "2030-02-01"


def test_controls_that_are_refused_say_why(client_of, left):
    page = client_of("xiang01").get(at("patch", left)).content.decode()
    assert 'aria-disabled="true" data-reason="' in page


def middle_line(patch: Patch) -> str:
    """Return two points, northing first, that cut a patch from north to south."""
    import shapely

    epsg = patch.campaign.epsg
    west, south, east, north = to_plane(shapely.from_wkb(bytes(patch.geometry.wkb)), epsg).bounds
    middle = west + (east - west) * 0.4
    return f"J1,1,{north + 5:.3f},{middle:.3f}\nJ2,1,{south - 5:.3f},{middle:.3f}"


def test_a_cut_is_shown_before_it_is_made_and_its_areas_sum_exactly(client_of, left):
    checker = client_of("diji")
    typed = {"as": "line", "points": middle_line(left), "version": left.version, "seen": "{}", "reason": "权属不同"}
    shown = checker.post(reverse("web:patch_split_preview", args=[left.uuid]), typed)
    assert shown.context["preview"]["sum"] == left.area_m2
    assert "与原图斑完全相等" in shown.content.decode()
    assert Patch.objects.get(pk=left.pk).fate == Fate.ACTIVE
    checker.post(at("patch_split", left), typed)
    children = Patch.objects.filter(number=LEFT, fate=Fate.ACTIVE)
    assert [child.part_number for child in children] == ["1", "2"]
    assert sum(child.area_m2 for child in children) == left.area_m2
    assert all(Comparison.objects.filter(patch=child, is_current=True).exists() for child in children)
    page = checker.get(at("patch", left)).content.decode()
    assert f"{LEFT}-1" in page
    first = children[0]
    checker.post(at("patch_restore", first), {"version": first.version, "seen": "{}", "reason": "画错"})
    assert Patch.objects.get(pk=left.pk).fate == Fate.ACTIVE


def test_a_line_that_misses_the_patch_is_told_and_kept(client_of, left):
    points = "\n".join(line for line in middle_line(left).replace("\n", "\n").split("\n"))
    far = points.replace("J1,1,", "J1,1,1").replace("J2,1,", "J2,1,1")
    answer = client_of("diji").post(
        at("patch_split", left), {"as": "line", "points": far, "version": left.version, "seen": "{}", "reason": "权属"}
    )
    assert answer.status_code == 422
    assert far.split("\n")[0] in answer.content.decode()
    assert Patch.objects.get(pk=left.pk).fate == Fate.ACTIVE


def test_neighbours_are_merged(client_of, left):
    checker = client_of("diji")
    right = Patch.objects.get(number=RIGHT)
    assert RIGHT in checker.get(at("patch_merge", left)).content.decode()
    checker.post(
        at("patch_merge", left),
        {
            "version": left.version,
            "seen": "{}",
            "other": right.uuid,
            f"version-{right.uuid}": right.version,
            "reason": "同一项目",
        },
    )
    merged = Patch.objects.get(number=RIGHT, fate=Fate.ACTIVE)
    assert merged.area_m2 == left.area_m2 + right.area_m2


def ring_of(patch: Patch, shift: float = 0.0) -> str:
    import shapely

    shape = to_plane(shapely.from_wkb(bytes(patch.geometry.wkb)), patch.campaign.epsg)
    west, south, east, north = shape.bounds
    corners = [(north, west), (north, east), (south, east), (south, west)]
    return "\n".join(f"J{place},1,{y:.3f},{x + shift:.3f}" for place, (y, x) in enumerate(corners, start=1))


@pytest.mark.seed("D6")
def test_a_patch_found_by_patrol_is_added_compared_and_asked_about(client_of, left):
    checker = client_of("diji")
    told = {
        "source": "patrol",
        "source_reference": "巡查〔2024〕7号",
        "found_on": "2024-09-01",
        "points": ring_of(left, 4.0),
    }
    page = checker.post(reverse("web:patch_add"), told, follow=True)
    made = Patch.objects.get(source="patrol")
    assert made.township_name == "甲溪镇"
    assert Comparison.objects.filter(patch=made).exists()
    question = made.likenesses.get(other=left)
    assert str(question.other) in page.content.decode()
    address = reverse("web:likeness", args=[made.uuid, question.pk])
    assert LEFT in checker.get(address).content.decode()
    forged = checker.post(address, {"answer": "maybe", "version": made.version, "reason": "看不清"})
    assert forged.status_code == 422
    assert "“maybe”" in forged.content.decode()
    assert 'value="看不清"' in forged.content.decode()
    checker.post(address, {"answer": "same", "version": made.version, "reason": ""})
    assert Patch.objects.get(pk=made.pk).fate == Fate.DUPLICATE


def test_an_outline_that_cannot_be_read_is_told_and_the_form_kept(client_of, campaign):
    told = {"source": "report", "source_reference": "来信 12", "found_on": "2024-09-01", "points": "一点也没有"}
    answer = client_of("diji").post(reverse("web:patch_add"), told)
    assert answer.status_code == 422
    assert "来信 12" in answer.content.decode()
    assert not Patch.objects.filter(source="report").exists()


def test_a_file_of_boundary_points_is_an_outline(client_of, left):
    lines = ring_of(left, 300.0).split("\n")
    text = "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n计量单位=米\n带号=35\n"
    text += "精度=0.01\n转换参数=,,,,,,\n[地块坐标]\n"
    text += "4,0.1,1,地块1,面,,,,@\n" + "\n".join([*lines, lines[0]]) + "\n"
    file = SimpleUploadedFile("地块.txt", text.encode("gb18030"))
    told = {"source": "case", "source_reference": "案 1", "found_on": "2024-09-01", "file": file}
    answer = client_of("diji").post(reverse("web:patch_add"), told)
    assert answer.status_code in (302, 422), answer.content.decode()
    if answer.status_code == 422:
        assert "不能作为边界读取" in answer.content.decode()


def test_the_history_tells_what_changed_from_what_to_what(client_of, left, county):
    organiser = client_of("zuzhi")
    unit = county.below.get(name="甲溪镇")
    organiser.post(
        at("patch_assign", left), {"version": left.version, "seen": json.dumps({}), "unit": unit.pk, "reason": "本镇"}
    )
    page = organiser.get(at("patch_history", left)).content.decode()
    assert "承办单位" in page
    assert "甲溪镇" in page
    assert "本镇" in page
