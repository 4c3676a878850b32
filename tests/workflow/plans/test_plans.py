"""Plans of units: owed until a day, handed in as files that are looked at, accepted or returned by the unit above."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from docx import Document

from tuban.workflow import store
from tuban.workflow.audit.policies import Refused
from tuban.workflow.messages.models import Message
from tuban.workflow.plans import actions
from tuban.workflow.plans.drafting import draft
from tuban.workflow.plans.law import plan_law
from tuban.workflow.plans.looking import NotAPlan
from tuban.workflow.plans.models import Plan
from tuban.workflow.plans.queries import units_shown, versions_of
from tuban.workflow.plans.standing import Stand, standings, units_owing
from tuban.workflow.plans.tasks import remind

KIND = "rectification"


def today():
    return timezone.localdate()


def plan_file(folder: Path, text: str = "整改方案") -> Path:
    path = folder / f"{text}.docx"
    if not path.exists():  # the same text is the same file
        made = Document()
        made.add_paragraph(text)
        made.save(str(path))
    return path


def handed_in(found, folder, text="整改方案", **more) -> Plan:
    return actions.hand_in(
        found.campaign, by=found.township, kind=KIND, path=plan_file(folder, text), name="方案.docx", **more
    )


def stand_of(found, by) -> Stand:
    return standings(found.campaign, [by.post.unit], today())[by.post.unit_id, KIND].stand


@pytest.mark.seed("U4")
def test_a_plan_is_handed_in_returned_with_the_reason_handed_in_again_and_accepted(found, tmp_path):
    actions.set_day(found.campaign, by=found.organiser, kind=KIND, due_on=today() + timedelta(days=2))
    assert stand_of(found, found.township) is Stand.OPEN
    first = handed_in(found, tmp_path)
    assert not first.is_late
    assert Message.objects.filter(kind="plans.came", person=found.organiser.person).exists()
    with pytest.raises(Refused):  # nobody accepts what is their own
        actions.accept(first, by=found.mayor)
    with pytest.raises(actions.WordsNeeded):
        actions.send_back(first, by=found.organiser, text=" ")
    actions.send_back(first, by=found.organiser, text="缺责任人")
    assert Message.objects.filter(kind="plans.decided", person=found.township.person, text="缺责任人").exists()
    with pytest.raises(actions.SameAgain):
        handed_in(found, tmp_path)
    second = handed_in(found, tmp_path, "整改方案（修改）")
    actions.accept(second, by=found.organiser)
    with pytest.raises(Refused):
        actions.send_back(second, by=found.organiser, text="再看")
    assert stand_of(found, found.township) is Stand.ACCEPTED
    with pytest.raises(actions.WordsNeeded):
        handed_in(found, tmp_path, "第三稿")
    kept = versions_of(found.organiser, found.campaign, found.township.post.unit, KIND)
    assert [(one.number, one.state) for one in kept] == [(2, "accepted"), (1, "returned")]
    assert all(store.checksum_of(store.found(one.checksum, one.suffix)) == one.checksum for one in kept)


@pytest.mark.seed("U4")
def test_who_owes_a_plan_is_reminded_before_its_day_and_named_after_it(found, tmp_path):
    assert not remind(today())  # no day is known: nobody is late
    actions.set_day(found.campaign, by=found.organiser, kind=KIND, due_on=today() + timedelta(days=2))
    assert remind(today())
    assert not remind(today())
    actions.set_day(found.campaign, by=found.organiser, kind=KIND, due_on=today() - timedelta(days=1))
    assert stand_of(found, found.other) is Stand.MISSING
    assert remind(today())
    assert Message.objects.filter(kind="plans.due", person=found.other.person, is_urgent=True).count() == 1
    assert handed_in(found, tmp_path).is_late
    replaced = handed_in(found, tmp_path, "另一稿")
    assert replaced.is_late  # a later version makes nothing timely
    assert Plan.objects.get(number=1).state == Plan.State.REPLACED


def test_each_sees_the_plans_of_its_areas_and_only_the_county_sets_the_day(found):
    assert [one.code for one in units_shown(found.other, found.campaign)] == ["990101001"]
    assert len(units_shown(found.organiser, found.campaign)) == len(units_owing(found.campaign))
    with pytest.raises(Refused):
        actions.set_day(found.campaign, by=found.township, kind=KIND, due_on=today())
    with pytest.raises(Refused):
        actions.hand_in(found.campaign, by=found.section, kind=KIND, path=Path("x"), name="x")


def broken_files() -> dict[str, bytes]:
    def archive(*names: str) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as book:
            for name in names:
                book.writestr(name, b"<x/>")
        return made.getvalue()

    return {
        "empty": b"", "text": b"plan", "cut.pdf": b"%PDF-1.7\n1 0 obj", "cut.docx": archive("word/document.xml")[:60],
        "table": archive("xl/workbook.xml"), "macros": archive("word/document.xml", "word/vbaProject.bin"),
    }  # fmt: skip


def test_what_is_no_plan_is_refused_with_the_reason(found, tmp_path):
    for name, content in broken_files().items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(NotAPlan):
            actions.hand_in(found.campaign, by=found.township, kind=KIND, path=path, name=name)
    assert not Plan.objects.exists()


def test_a_draft_holds_the_figures_of_the_unit_and_marks_what_is_to_be_written(found):
    kind = plan_law().kind(KIND)
    for by in (found.township, found.organiser):
        made = Document(io.BytesIO(draft(found.campaign, by.post.unit, kind, on=today())))
        text = "\n".join(one.text for one in made.paragraphs)
        assert "违法用地1宗" in text
        assert "【资金、人员和联合执法的安排】" in text
        assert str(found.patch) in {cell.text for row in made.tables[0].rows for cell in row.cells}
    other = Document(io.BytesIO(draft(found.campaign, found.other.post.unit, kind, on=today())))
    assert "违法用地0宗" in "\n".join(one.text for one in other.paragraphs)
