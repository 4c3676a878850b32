"""Papers of a case as Word files: a draft shows its gaps, an issued one has none and is kept with its digest."""

from __future__ import annotations

import hashlib
import io
from datetime import date

import pytest
from docx import Document

from tuban.workflow.cases.actions.stepping import StepWaits
from tuban.workflow.cases.models import Case, Paper
from tuban.workflow.cases.papers.actions import PaperIncomplete, draft_file, issue, issued_file, prepare, write

DAY = date(2024, 7, 17)


def text_of(content: bytes) -> str:
    paper = Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


def has_watermark(content: bytes) -> bool:
    return "草　稿" in Document(io.BytesIO(content)).sections[0].header._element.xml


@pytest.mark.seed("S10")
def test_a_paper_is_issued_when_nothing_is_missing_and_keeps_its_number_and_digest(desk):
    case = desk.until(desk.register(desk.unlawful, offender={"name": "示范公司", "address": "甲溪镇"}), "examined")
    desk.propose(case)
    by = desk.acting("zhifa")
    with pytest.raises(StepWaits):  # the decision waits for the statement of the offender
        issue(_now(case), "decision", by=by, expected_version=_now(case).version, day=DAY)
    draft = draft_file(case, "legal_opinion", day=DAY)
    assert has_watermark(draft)
    assert "【未填：审核结论】" in text_of(draft)
    legal = desk.acting("fagui")
    with pytest.raises(PaperIncomplete):
        issue(_now(case), "legal_opinion", by=legal, expected_version=_now(case).version, day=date(2024, 7, 5))
    asked = dict(prepare(case, "legal_opinion", day=DAY).asked) | {"conclusion": "同意"}
    write(case, "legal_opinion", by=legal, asked=asked, seen=0)
    made = issue(_now(case), "legal_opinion", by=legal, expected_version=_now(case).version, day=date(2024, 7, 5))
    content = issued_file(made)
    assert made.number == "示范县法审〔2024〕1号"
    assert hashlib.sha256(content).hexdigest() == made.checksum
    assert not has_watermark(content)
    assert "未填" not in text_of(content)
    again = issue(_now(case), "legal_opinion", by=legal, expected_version=_now(case).version, day=date(2024, 7, 5))
    assert (again.number, again.edition, again.checksum) == (made.number, 2, made.checksum)
    assert issued_file(Paper.objects.get(pk=made.pk)) == content


def test_the_decision_tells_each_item_with_its_area_and_the_law_in_force(desk):
    case = desk.until(desk.register(desk.unlawful, offender={"name": "示范公司"}), "hearing_notified")
    desk.propose(case)
    words = text_of(draft_file(case, "decision", day=DAY))
    amount = next(
        one.amount for line in _now(case).lines.all() for one in line.items.all() if one.item == "fine"
    )  # fmt: skip
    assert f"{amount.normalize():f}元" in words
    assert "《中华人民共和国土地管理法》第七十七条" in words
    assert "15日内缴清" in words
    assert "60日内依法申请行政复议" in words
    assert "示范县告〔2024〕1号" in words


def test_two_writers_of_a_paper_do_not_overwrite_each_other(desk):
    from tuban.workflow.cases.papers.actions import DraftChanged

    case = desk.register(desk.unlawful)
    write(case, "lead", by=desk.acting("zhifa"), asked={"proposal": "核查"}, seen=0)
    with pytest.raises(DraftChanged):
        write(case, "lead", by=desk.acting("zhifa2"), asked={"proposal": "不核查"}, seen=0)
    assert prepare(case, "lead", day=DAY).asked == {"proposal": "核查"}


def test_another_edition_of_the_law_shows_what_would_differ_and_changes_nothing(desk, tmp_path):
    from tuban.rules.editions import export
    from tuban.workflow.cases.differing import differences, edition_at
    from tuban.workflow.cases.law import law_of
    from tuban.workflow.cases.models import Entry

    case = desk.until(desk.register(desk.unlawful), "filed")
    kept = (Case.objects.values().get(pk=case.pk), list(Entry.objects.values()))
    file = tmp_path / "other.zip"
    local = tmp_path / "local" / "parameters" / "limits" / "case"
    local.mkdir(parents=True)
    (local / "decision.yaml").write_text(
        'scoped:\n  - layer: county\n    where: {region: "990101"}\n    overrides: norm\n    because: 试行\n'
        '    in_force:\n      "2020-01-01": {value: 45, cites: [inf]}\n',
        encoding="utf-8",
    )
    export(file, local=tmp_path / "local")
    assert differences(desk.acting("zhifa"), law_of(case), on=date(2024, 7, 1)).cases == ()
    with edition_at(file.read_bytes()) as law:
        found = differences(desk.acting("zhifa"), law, on=date(2024, 7, 1))
    assert [one.case.pk for one in found.cases] == [case.pk]
    difference = found.cases[0].differences[0]
    assert ("2024-09-09" in difference.now, "2024-07-26" in difference.then) == (True, True)
    assert kept == (Case.objects.values().get(pk=case.pk), list(Entry.objects.values()))


def test_a_fine_outside_of_the_range_of_the_law_is_refused(desk):
    from tuban.rules.penalties import RateOutOfRange

    case = desk.until(desk.register(desk.unlawful), "filed")
    with pytest.raises(RateOutOfRange):
        desk.propose(case, rate="5000")


def _now(case: Case) -> Case:
    return Case.objects.select_related("organ", "campaign").get(pk=case.pk)
