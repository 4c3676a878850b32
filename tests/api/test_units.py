"""Units, areas, departments and posts by API: by a system administrator's token, which is good for nothing else."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.api.conftest import EVERYTHING, secret_of

from tuban.workflow.audit.models import Line
from tuban.workflow.organisations.models import Department, Holding, Person, Post, Unit
from tuban.workflow.organisations.tokens import Scope

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[2] / "docs/zh/how-to/samples/found-units"
NEW = {"code": "990101003", "name": "丙塘镇人民政府", "level": "township"}


@pytest.fixture
def organiser(machine):
    """A machine of the county's system administrator."""
    return machine("xitong", Scope.ORGANISE)


def at(unit: Unit, what: str = "") -> str:
    return f"/units/{unit.pk}{what}"


@pytest.mark.seed("O1")
def test_a_township_is_founded_with_department_and_post_and_put_right(organiser, county):
    made = organiser.post_json(at(county, "/units"), NEW)
    assert made.status_code == 201, made.content
    unit = Unit.objects.get(code="990101003")
    assert (made.json()["id"], made.json()["above"]) == (str(unit.pk), str(county.pk))
    assert [one["code"] for one in made.json()["areas"]] == ["990101003"]

    told = organiser.post_json(at(unit, "/departments"), {"name": "自然资源所", "duty": "enforcement"}).json()
    department = told["departments"][0]
    told = organiser.post_json(
        f"/departments/{department['id']}/correct", {"name": "自然资源所（丙塘）", "duty": "farmland", "version": 1}
    ).json()
    assert (told["departments"][0]["name"], told["departments"][0]["version"]) == ("自然资源所（丙塘）", 2)
    post = {"title": "填报员", "role": "clerk", "department": department["id"]}
    told = organiser.post_json(at(unit, "/posts"), post).json()
    assert [(one["title"], one["holders"]) for one in told["posts"]] == [("填报员", [])]

    told = organiser.post_json(at(unit, "/correct"), {"name": "丙塘镇", "short_name": "丙塘", "version": 1}).json()
    assert (told["name"], told["version"]) == ("丙塘镇", 2)
    stale = organiser.post_json(at(unit, "/correct"), {"name": "丙", "version": 1})
    assert (stale.status_code, stale.json()["version"]) == (409, 2)

    areas = [{"code": "990101003"}, {"code": "990101002005", "name": "某村", "kind": "managed"}]
    told = organiser.send("PUT", at(unit, "/areas"), {"areas": areas}).json()
    assert {(one["code"], one["kind"]) for one in told["areas"]} == {
        ("990101003", "governed"), ("990101002005", "managed"),
    }  # fmt: skip
    gone = {"on": "2026-01-31", "reason": "撤并"}
    assert organiser.post_json(f"/posts/{Post.objects.get(unit=unit).pk}/close", gone).json()["posts"] == []
    assert organiser.post_json(at(unit, "/close"), gone).json()["closed_on"] == "2026-01-31"
    deeds = Line.objects.filter(person_id=Person.objects.get(username="xitong").pk, is_refused=False)
    assert {
        "organisations.found_unit", "organisations.found_department", "organisations.correct_department",
        "organisations.found_post", "organisations.correct_unit", "organisations.set_areas",
        "organisations.close_post", "organisations.close_unit",
    } <= set(deeds.values_list("action", flat=True))  # fmt: skip


def test_the_same_request_with_its_key_founds_one_unit(organiser, county):
    first = organiser.post_json(at(county, "/units"), NEW, Idempotency_Key="丙塘".encode().hex())
    again = organiser.post_json(at(county, "/units"), NEW, Idempotency_Key="丙塘".encode().hex())
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert again["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(
    ("what", "body", "code"),
    [
        ("/units", {**NEW, "code": "990101001"}, "organisations.already_there"),
        ("/units", {**NEW, "code": "990102003"}, "organisations.code_does_not_fit"),
        ("/units", {**NEW, "level": "city"}, "organisations.level_does_not_fit"),
        ("/units", {**NEW, "areas": [{"code": "9901"}]}, "organisations.area_unfit"),
        ("/units", {**NEW, "areas": [{"code": "990101003"}] * 2}, "organisations.area_unfit"),
        ("/units", {**NEW, "code": "9901a"}, "api.invalid"),
        ("/departments", {"name": "办公室", "duty": "office"}, "organisations.already_there"),
        ("/posts", {"title": "局长", "role": "leader"}, "organisations.already_there"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_made(organiser, county, what, body, code):
    before = (Unit.objects.count(), Department.objects.count(), Post.objects.count())
    answer = organiser.post_json(at(county, what), body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (Unit.objects.count(), Department.objects.count(), Post.objects.count()) == before


def test_nobody_gives_a_unit_more_than_their_own_areas(organiser, county):
    answer = organiser.send("PUT", at(county, "/areas"), {"areas": [{"code": "99"}]})
    assert answer.json()["code"] == "organisations.area_unfit"
    assert [one.code for one in county.areas.all()] == ["990101"]


def test_a_post_goes_to_no_department_of_another_unit(organiser, county):
    township = Unit.objects.get(name="甲溪镇")
    body = {"title": "股员", "role": "clerk", "department": str(county.departments.first().pk)}
    assert organiser.post_json(at(township, "/posts"), body).json()["code"] == "organisations.department_elsewhere"


def test_what_lies_outside_is_not_there_and_the_attempt_is_written_down(organiser, county):
    other = Unit.objects.create(code="990102", name="邻县自然资源局", level="county", is_practice=True)
    assert organiser.post_json(at(other, "/departments"), {"name": "新股", "duty": "office"}).status_code == 404
    assert organiser.post_json(f"/posts/{uuid4()}/close", {"on": "2026-01-31", "reason": "x"}).status_code == 404
    assert Line.objects.filter(action="api.look_outside", is_refused=True).count() == 2


def test_a_work_token_organises_nothing_and_the_attempt_is_written_down(machine, county):
    answer = machine("zuzhi", *EVERYTHING).post_json(at(county, "/units"), NEW)
    assert (answer.status_code, answer.json()["code"]) == (403, "policy.refused")
    line = Line.objects.get(action="api.beyond_scope")
    assert (line.is_refused, line.person_name) == (True, "赵组织")
    assert not Unit.objects.filter(code="990101003").exists()


def test_it_reads_units_and_nothing_else(organiser, campaign):
    assert organiser.send("GET", "/me").json()["scopes"] == ["organise"]
    described = json.loads(organiser.get("/api/v1/openapi.json").content)["paths"]
    readable = set()
    for path, operations in described.items():
        needs = [one for one in operations.get("get", {}).get("parameters", []) if one.get("required")]
        if "get" not in operations or any(one["in"] == "query" for one in needs):
            continue
        address = path
        for one in needs:
            is_key = one["schema"].get("format") == "uuid"
            key = campaign.pk if one["name"] == "campaign" else uuid4() if is_key else 1
            address = address.replace("{" + one["name"] + "}", str(key))
        answer = organiser.get(address)
        if answer.status_code not in (403, 422):
            readable.add(path)
    assert readable == {"/api/v1/me", "/api/v1/units", "/api/v1/units/{unit}"}


@pytest.mark.django_db(transaction=True)
def test_the_script_of_the_manual_founds_what_stands_in_its_table_once(live_server, county):
    city = Unit.objects.get(code="9901", level="city")
    post = Post.objects.create(unit=city, title="系统管理员", role="system_administrator")
    person = Person.objects.create(
        username="shixitong", name="市系统管理员", is_practice=True, must_change_password=False
    )
    Holding.objects.create(post=post, person=person, since=timezone.localdate())
    secret = secret_of("shixitong", Scope.ORGANISE)

    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(SAMPLE / "found_units.py"), live_server.url, str(SAMPLE / "units.csv")]
        told = {**os.environ, "TUBAN_TOKEN": secret, "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(command, env=told, capture_output=True, text=True, timeout=60, check=False)

    first = run()
    assert first.returncode == 0, first.stderr
    with (SAMPLE / "units.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert first.stdout.count("已建") == len(rows)
    made = {unit.code: unit for unit in Unit.objects.filter(code__in=[row["代码"] for row in rows])}
    assert {code: (unit.name, unit.above.code) for code, unit in made.items()} == {
        row["代码"]: (row["名称"], row["上级代码"]) for row in rows
    }
    assert run().stdout == ""  # again: nothing is left to do


def test_the_page_of_the_manual_shows_the_table_and_the_script_as_they_are():
    page = (SAMPLE.parents[1] / "found-units.md").read_text("utf-8")
    for line in (SAMPLE / "units.csv").read_text("utf-8").splitlines():
        assert line in page
    script = (SAMPLE / "found_units.py").read_text("utf-8")
    for line in script[script.index("there =") : script.index("# ruff")].splitlines():
        assert line in page
