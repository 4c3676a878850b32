"""Finding lines of the audit, reading them, proving the chain, taking lines out."""

import ast
import csv
import io
import re
from pathlib import Path

import pytest
from django.urls import reverse
from tests.workflow.triggers import without_triggers

import tuban
from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.web.audit.words import WORDS
from tuban.workflow.audit import recording
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.proving import VERIFY
from tuban.workflow.audit.queries import Asked
from tuban.workflow.audit.recording import PRODUCT, record_alone
from tuban.workflow.organisations import audit_trail
from tuban.workflow.organisations.actions import found_department, found_unit
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.roles import Duty, Level

ADDRESS = "web:audit"


@pytest.fixture
def lines(county, acting):
    """A few deeds of the system administrator, and one refusal."""
    system = acting("xitong")
    for place in range(5):
        found_department(county, by=system, name=f"第{place}股", duty=Duty.OFFICE)
    with pytest.raises(Exception, match=r"系统管理员|system administrator"):
        found_department(county, by=acting("anquan"), name="越权股", duty=Duty.OFFICE)
    found_unit(county, by=system, code="990101077", name="新乡", level=Level.TOWNSHIP)
    return county


def page(client, **asked) -> str:
    answer = client.get(reverse(ADDRESS), asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "there", "not_there"),
    [
        ({"action": "organisations.found_unit"}, "新增单位", "被拒绝</span>"),
        ({"refused": "on"}, "被拒绝</span>", "第1股，"),
        ({"text": "第3股"}, "第3股", "第1股"),
        ({"until": "2000-01-01"}, "没有符合的记录", "第1股"),
    ],
)
def test_a_question_finds_its_lines_only(client_of, lines, asked, there, not_there):
    html = page(client_of("shenji"), **asked)
    body = html.split("<tbody>")[1] if "<tbody>" in html else html.split("<h1>")[1].split('class="filters"')[1]
    assert there in body
    assert not_there not in body


def test_pages_go_on_by_key_and_show_each_line_once(client_of, lines, monkeypatch, acting):
    seen, below = [], None
    while True:
        found = audit_trail.page_of_lines(acting("shenji"), Asked(), below=below, at_once=3)
        seen += [line.number for line in found.lines]
        if found.next_below is None:
            break
        below = found.next_below
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == audit_trail.lines_seen_by(acting("shenji"), Asked()).count()


def test_a_search_for_a_text_stops_after_a_portion_and_says_so(client_of, lines, monkeypatch):
    monkeypatch.setattr(audit_trail, "TEXT_PORTION", 2)
    html = page(client_of("shenji"), text="第0股")
    assert "已在最近五万行中查找" in html
    for _step in range(10):
        next_page = re.search(r'rel="next" href="([^"]+)"', html)
        if not next_page:
            break
        html = client_of("shenji").get(reverse(ADDRESS) + next_page[1].replace("&amp;", "&")).content.decode()
        if "<tbody>" in html:
            break
    assert "第0股" in html.split("<tbody>")[1]


def test_what_befell_the_whole_installation_is_read_by_its_administrators(client_of, lines, acting):
    for action in ("backup.make", "backup.restore"):
        record_alone(action, by=PRODUCT, details={"folder": "/mnt/of-the-backup", "digest": "6ec14b58"})
    for name in ("xitong", "shenji"):
        assert "6ec14b58" in page(client_of(name), action="backup.restore")
    assert "/mnt/of-the-backup" in page(client_of("xitong"), action="backup.make")
    assert "没有符合的记录" in page(client_of("shenji"), action="backup.make")
    for name in ("zuzhi", "xiang01"):
        assert "没有符合的记录" in page(client_of(name), action="backup.restore")


def test_others_read_what_was_done_under_posts_of_their_own_unit(client_of, lines):
    assert "第1股" in page(client_of("zuzhi"))
    assert "第1股" not in page(client_of("xiang01"))


def test_a_line_shows_old_beside_new(client_of, lines, county):
    client_of("xitong").post(
        reverse("web:correct_unit", args=[county.pk]),
        {"name": "示范县资源局", "short_name": "示范县", "expected": county.version},
    )
    number = Line.objects.order_by("-number").first().number
    html = client_of("shenji").get(reverse("web:audit_line", args=[number])).content.decode()
    assert re.search(r'class="was">示范县自然资源局</td><td>示范县资源局<', html)


def test_a_line_that_says_how_much_changed_is_shown_as_the_others(client_of, county, acting):
    record_alone("written_reports.keep", by=acting("shenji"), details={"changed": 3, "gone": 1})
    number = Line.objects.order_by("-number").first().number
    html = client_of("shenji").get(reverse("web:audit_line", args=[number])).content.decode()
    assert re.search(r"改动项.{0,40}3", html, re.DOTALL)


def test_lines_of_practice_are_not_read_in_a_real_unit_of_the_same_code(client_of, lines):
    number = Line.objects.filter(action="organisations.found_unit").first().number
    address = reverse("web:audit_line", args=[number])
    assert client_of("shenji").get(address).status_code == 200
    assert "第1股" in page(client_of("shenji"))
    Person.objects.exclude(username="shenji").update(is_practice=False)
    assert client_of("shenji").get(address).status_code == 404
    assert "第1股" not in page(client_of("shenji"))


def test_a_line_of_others_is_not_there(client_of, lines):
    number = Line.objects.filter(action="organisations.found_unit").first().number
    assert client_of("xiang01").get(reverse("web:audit_line", args=[number])).status_code == 404


def test_only_the_audit_administrator_proves_and_takes_out(client_of, lines):
    for username in ("xitong", "anquan", "zuzhi"):
        client = client_of(username)
        assert "审计管理员" in re.search(r'data-reason="([^"]*)"[^>]*>(?:<svg.*?</svg>)?验证审计链', page(client))[1]
        assert client.post(reverse("web:audit_verify")).status_code == 403
        assert client.get(reverse("web:audit_export")).status_code == 403
    answer = client_of("shenji").post(reverse("web:audit_verify"), follow=True)
    assert "验证审计链" in answer.content.decode()
    assert "等待空闲的处理进程" in answer.content.decode() or "job" in answer.content.decode()
    do(Job.objects.get(kind=VERIFY).pk)
    html = page(client_of("shenji"))
    assert "审计链完整" in html
    assert Line.objects.filter(action="audit.verify", person_name="审计管理员").exists()


def test_one_proof_is_under_way_at_a_time(client_of, lines):
    for _time in range(2):
        client_of("shenji").post(reverse("web:audit_verify"))
    assert Job.objects.filter(kind=VERIFY).count() == 1


def test_a_proof_goes_on_where_an_earlier_attempt_stopped(client_of, lines, monkeypatch):
    monkeypatch.setattr(recording, "_AT_ONCE", 2)
    told = []
    whole = recording.verify(progress=lambda *one: told.append(one))
    number, _total, digest = told[0]
    assert number == 2
    assert recording.verify(after=(number, digest)) == whole
    assert not recording.verify(after=(number, "0" * 64)).holds


def test_a_broken_chain_is_shown_with_its_line(client_of, lines):
    number = Line.objects.filter(action="organisations.found_unit").first().number
    without_triggers(f"UPDATE audit_line SET subject_title = '别的' WHERE number = {number}")
    client_of("shenji").post(reverse("web:audit_verify"))
    do(Job.objects.get(kind=VERIFY).pk)
    html = page(client_of("shenji"))
    assert "审计链断裂" in html
    assert f'<td class="n">{number}</td>' in html


def test_the_file_holds_what_was_asked_and_runs_no_formula(client_of, lines, county, acting):
    found_department(county, by=acting("xitong"), name="=1+1", duty=Duty.OFFICE)
    answer = client_of("shenji").get(reverse("web:audit_export"), {"action": "organisations.found_department"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 7
    assert {row["操作"] for row in rows} == {"新增内设机构"}
    assert not any(row["对象名称"].startswith("=") for row in rows)


def test_every_action_has_words():
    names = set()
    for path in Path(tuban.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                and node.func.id in {"action", "record", "record_alone"} and node.args
                and isinstance(node.args[0], ast.Constant)
            ):  # fmt: skip
                names.add(node.args[0].value)
    assert len(names) > 20
    assert not sorted(names - set(WORDS))
