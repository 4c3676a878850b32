"""The list of patches: filters in the address, pages by key, many at once, files to take along."""

from __future__ import annotations

import csv
import io
import sqlite3
from dataclasses import replace

import openpyxl
import pytest
from django.urls import reverse
from tests.workflow.small_disc import LEFT, OTHER, RIGHT

from tuban.workflow.audit.models import Line
from tuban.workflow.comparison.exporting.kinds import KINDS
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate

pytestmark = pytest.mark.django_db

LIST = "/patches/"


def numbers(answer) -> list[str]:
    return [str(row["patch"]) for row in answer.context["rows"]]


def test_each_post_sees_its_own_area_only(client_of, campaign):
    assert OTHER in numbers(client_of("zuzhi").get(LIST))
    own = numbers(client_of("xiang01").get(LIST))
    assert LEFT in own
    assert OTHER not in own
    assert OTHER in numbers(client_of("xiang02").get(LIST))
    for username in ("xitong", "anquan", "shenji"):
        assert numbers(client_of(username).get(LIST)) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"township": "990101002"}, lambda patch: patch.township_code == "990101002"),
        ({"q": LEFT[-3:]}, lambda patch: LEFT[-3:] in patch.number),
        ({"missing": "1"}, lambda patch: patch.missing_count > 0),
        ({"problems": "1"}, lambda patch: patch.problem_count > 0),
        ({"assigned": "nobody"}, lambda patch: patch.assigned_unit_id is None),
        ({"finding": "unlawful"}, lambda patch: patch.proposed_finding == "unlawful"),
        ({"overdue": "1"}, lambda patch: False),
        ({"state": "nonsense", "assigned": "x", "area_from": "NaN"}, lambda patch: True),
    ],
)
def test_filters_keep_what_they_say_and_counts_are_true(client_of, campaign, query, expected):
    answer = client_of("zuzhi").get(LIST, query)
    wanted = sorted(str(patch) for patch in Patch.objects.filter(fate=Fate.ACTIVE) if expected(patch))
    assert sorted(numbers(answer)) == wanted
    assert answer.context["total"] == len(wanted)


def test_a_chip_shows_how_many_choosing_it_would_show(client_of, campaign):
    organiser = client_of("zuzhi")
    Patch.objects.filter(number=LEFT).update(finding="unlawful")
    shown = organiser.get(LIST).context
    for chip in [*shown["chips"], *shown["decided"], *shown["flags"]]:
        assert organiser.get(f"{LIST}{chip['url']}").context["total"] == chip["count"]
        if chip.get("taken"):
            both = (
                organiser.get(f"{LIST}{chip['url']}", {"decided": "taken"})
                if chip["url"] == "?"
                else organiser.get(f"{LIST}{chip['url']}&decided=taken")
            )
            assert both.context["total"] == chip["taken"] == 1


def test_a_row_says_whether_its_category_was_taken_or_is_proposed_only(client_of, campaign):
    Patch.objects.filter(number=LEFT).update(finding="other")
    rows = {str(row["patch"]): row for row in client_of("zuzhi").get(LIST).context["rows"]}
    assert (rows[LEFT]["finding"], rows[LEFT]["decided"]) == ("其他用地", "taken")
    assert {row["decided"] for number, row in rows.items() if number != LEFT} <= {"proposed", "undecided"}
    page = client_of("zuzhi").get(LIST, {"decided": "taken"}).content.decode()
    assert LEFT in page
    assert OTHER not in page


def test_pages_follow_one_another_while_patches_are_added(client_of, campaign, monkeypatch):
    monkeypatch.setattr("tuban.web.patch_list.views.PAGE", 2)
    organiser = client_of("zuzhi")
    first = organiser.get(LIST)
    model = Patch.objects.get(number=LEFT)
    model.pk = None
    model.uuid = "11111111-1111-4111-8111-111111111111"
    model.number = "0-vor-allen"
    model.save(force_insert=True)
    second = organiser.get(f"{LIST}{first.context['next_url']}")
    assert len(numbers(first)) == 2
    assert not set(numbers(first)) & set(numbers(second))
    assert "0-vor-allen" not in numbers(second)


def test_a_place_that_makes_no_sense_leads_to_the_first_page(client_of, campaign):
    assert client_of("zuzhi").get(LIST, {"after": "x"}).status_code == 302


def test_an_empty_list_says_why(client_of, campaign):
    page = client_of("zuzhi").get(LIST, {"q": "没有这个号"}).content.decode()
    assert "没有符合条件的图斑" in page


# Many at once ---------------------------------------------------------------------------------------------------------


def test_many_are_assigned_and_undone_in_one_go(client_of, campaign, county):
    organiser = client_of("zuzhi")
    unit = county.below.get(name="甲溪镇")
    closed = Patch.objects.get(number=RIGHT)
    Patch.objects.filter(pk=closed.pk).update(state="accepted")
    confirm = organiser.post("/patches/assign/", {"all": "1", "query": "?township=990101001"})
    wanted = Patch.objects.filter(fate=Fate.ACTIVE, township_code="990101001").exclude(pk=closed.pk)
    assert confirm.context["count"] == wanted.count()
    assert (
        confirm.context["refused"] == [{"reason": "图斑已验收，无事可办。", "count": 1}]
        or confirm.context["refused_count"] == 1
    )
    done = organiser.post(
        "/patches/assign/", {"token": confirm.context["token"], "unit": unit.pk, "due_on": "2030-05-01"}, follow=True
    )
    assert set(wanted.values_list("assigned_unit__name", flat=True)) == {"甲溪镇"}
    assert Line.objects.filter(action="patches.assign", is_refused=False).count() == wanted.count()
    undo = done.content.decode().split('class="toast-note')[1].split('action="')[1].split('"')[0]
    organiser.post(undo)
    assert not wanted.filter(assigned_unit__isnull=False).exists()


def test_what_somebody_changed_meanwhile_is_left_alone_and_told(client_of, campaign, county):
    organiser, leader = client_of("zuzhi"), client_of("juzhang")
    patch = Patch.objects.get(number=LEFT)
    unit = county.below.get(name="甲溪镇")
    confirm = organiser.post("/patches/assign/", {"patch": [str(patch.uuid)], "query": "?"})
    leader.post(
        reverse("web:patch_assign", args=[patch.uuid]),
        {"version": patch.version, "seen": "{}", "unit": unit.pk, "due_on": "2030-01-01"},
    )
    page = organiser.post(
        "/patches/assign/", {"token": confirm.context["token"], "unit": "", "due_on": ""}, follow=True
    )
    patch.refresh_from_db()
    assert patch.assigned_unit == unit
    assert "钱局长" in page.content.decode()


def test_patches_of_another_area_cannot_be_chosen(client_of, campaign):
    patch = Patch.objects.get(number=OTHER)
    answer = client_of("xiang01").post("/patches/assign/", {"patch": [str(patch.uuid)], "query": "?"})
    assert answer.status_code == 302
    assert Line.objects.filter(is_refused=True, subject_id=str(patch.uuid)).exists()


# Files ----------------------------------------------------------------------------------------------------------------


def read(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_list_is_taken_along_without_formulas(client_of, campaign):
    Patch.objects.filter(number=LEFT).update(village="=HYPERLINK(1)")
    organiser = client_of("zuzhi")
    rows = list(csv.reader(io.StringIO(read(organiser.get("/patches/export.csv")).decode("utf-8-sig"))))
    assert len(rows) == 1 + Patch.objects.filter(fate=Fate.ACTIVE).count()
    assert "'=HYPERLINK(1)" in next(row for row in rows if row[0] == LEFT)
    book = openpyxl.load_workbook(io.BytesIO(read(organiser.get("/patches/export.xlsx"))))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_who_may_take_nothing_along_is_not_led_to_files(client_of, campaign):
    assert "/patches/export.xlsx" in client_of("zuzhi").get(LIST).content.decode()
    administrator = client_of("xitong")
    assert "/patches/export." not in administrator.get(LIST).content.decode()
    assert administrator.get("/patches/export.xlsx").status_code == 403


def test_a_geopackage_holds_the_filtered_patches(client_of, campaign, tmp_path):
    file = tmp_path / "list.gpkg"
    file.write_bytes(read(client_of("xiang01").get("/patches/export.gpkg")))
    with sqlite3.connect(file) as database:
        (table,) = database.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'").fetchone()
        listed = {row[0] for row in database.execute(f'SELECT "图斑号" FROM "{table}"')}
    database.close()
    assert LEFT in listed
    assert OTHER not in listed
    assert Line.objects.filter(action="patches.export").count() == 1


def test_too_many_for_one_file_is_said(client_of, campaign, monkeypatch):
    few = replace(KINDS["xlsx"], at_once=1, in_all=1)
    monkeypatch.setitem(KINDS, "xlsx", few)
    answer = client_of("zuzhi").get("/patches/export.xlsx")
    assert answer.status_code == 413
    assert "请缩小范围" in answer.content.decode()
    assert client_of("zuzhi").get("/patches/export.exe").status_code == 404
