"""Papers of a case as Word files: a draft shows its gaps, an issued one has none and is kept with its digest."""

from __future__ import annotations

import hashlib
import io
from datetime import date
from decimal import Decimal

import pytest
from docx import Document
from tests.web.conftest import signed_in_client
from tests.workflow.cases.conftest import USUAL
from tests.workflow.rectification.conftest import photo_added

from tuban.rules import rulebook
from tuban.workflow.cases.actions import perform, set_item
from tuban.workflow.cases.actions.penalising import Done, Extent
from tuban.workflow.cases.actions.stepping import StepUnfit, StepWaits
from tuban.workflow.cases.models import Case, Item, Paper
from tuban.workflow.cases.papers.actions import PaperIncomplete, draft_file, issue, issued_file, prepare, write
from tuban.workflow.cases.papers.wording import items_in_words, number, numbered
from tuban.workflow.review.findings.actions import take_finding

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
    assert "【未填：事实与证据】" in text_of(draft)  # nobody's verdict is proposed
    legal = desk.acting("fagui")
    with pytest.raises(PaperIncomplete):
        issue(_now(case), "legal_opinion", by=legal, expected_version=_now(case).version, day=date(2024, 7, 5))
    asked = dict.fromkeys(prepare(case, "legal_opinion", day=DAY).asked, "已核") | {"conclusion": "同意"}
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


def _issue(desk, case: Case, kind: str, day: date, *, by: str = "zhifa", **asked: str) -> Paper:
    ready = prepare(_now(case), kind, day=day)
    seen = ready.draft.version if ready.draft is not None else 0
    write(_now(case), kind, by=desk.acting(by), asked=dict(ready.asked) | asked, seen=seen)
    return issue(_now(case), kind, by=desk.acting(by), expected_version=_now(case).version, day=day)


def test_a_lead_is_registered_accepted_and_told_others_before_anybody_knows_more(desk):
    case = desk.register(desk.unclear, title="甲溪镇疑似违法用地", words="群众来电。")
    told = [
        text_of(issued_file(_issue(desk, case, kind, date(2024, 6, 3), **asked)))
        for kind, asked in (
            ("lead", {}), ("acceptance", {}),
            ("copy_notice", {"receiver": "甲溪镇人民政府", "found": "现场在建。", "request": "请加强巡查。",
                             "contact": "吴执法"}),
        )
    ]  # fmt: skip
    assert all("群众来电" in one and "监测面积" in one and "经查" not in one for one in told)
    heard = text_of(draft_file(desk.register(words="群众来电。", source="telephone"), "lead", day=DAY))
    assert ("待查明" in heard, "未填" in heard) == (True, False)  # neither the place nor who did it
    assert "示范县抄〔2024〕1号" in told[2]
    with pytest.raises(StepWaits):  # it is not filed
        _issue(desk, case, "summons", date(2024, 6, 4), when="6月5日", at="本局", contact="吴执法")


def test_papers_of_the_investigation_are_issued_each_on_its_own_and_before_the_decision(desk, tmp_path):
    case = desk.until(desk.register(desk.unlawful, offender={"name": "示范公司", "address": "甲溪镇"}), "filed")
    photo_added(desk.unlawful, desk.acting("zhifa"), tmp_path, "厂房.jpg", 90)
    when = {"at": "本局", "contact": "吴执法"}
    first = _issue(desk, case, "summons", date(2024, 6, 13), when="6月14日9时", **when)
    second = _issue(desk, case, "summons", date(2024, 6, 17), when="6月18日9时", **when)
    assert (first.number, second.number) == ("示范县调通〔2024〕1号", "示范县调通〔2024〕2号")
    kept = _issue(desk, case, "evidence_registration", date(2024, 6, 18), approved_by="郑局长", why="账册可能灭失",
                  things="账册一本", kept_at="本局", keeper="秦执法")  # fmt: skip
    assert "7个工作日内" in text_of(issued_file(kept))
    approval = text_of(
        issued_file(_issue(desk, case, "paper_approval", date(2024, 6, 18), paper="账册登记", opinion="可"))
    )
    assert "主要领导意见" in approval
    served = text_of(issued_file(_issue(desk, case, "service", date(2024, 6, 18))))
    assert f"证据先行登记保存通知书（{kept.number}）" in served
    evidence = text_of(issued_file(_issue(desk, case, "evidence_list", date(2024, 6, 18))))
    assert ("照片：厂房.jpg" in evidence, kept.number in evidence) == (True, True)
    proven = text_of(draft_file(case, "decision", day=DAY))
    assert "照片、卫星影像（前后时相）与图斑套合结果、证据先行登记保存通知书等证据证实" in proven
    assert "询问笔录" not in proven  # nobody was questioned
    halted = _issue(desk, case, "interruption", date(2024, 6, 19), why="等待法院判决。")
    assert "决定中止对本案的调查" in text_of(issued_file(halted))
    index = text_of(issued_file(_issue(desk, case, "file_index", date(2024, 6, 20))))
    assert first.number in index
    assert second.number in index
    for step, day, told in USUAL[2:]:
        if step == "decided":
            desk.propose(case)
        desk.do(case, step, day, **told)
        if step == "decided":
            break
    for kind in ("termination", "withdrawal", "extension"):
        with pytest.raises(StepUnfit):
            _issue(desk, case, kind, date(2024, 7, 18), why="没有违法事实。")


def test_only_what_is_left_of_a_penalty_is_demanded_and_nothing_is_handed_over_that_was_not_confiscated(desk):
    case = desk.until(desk.register(desk.unlawful, offender={"name": "示范公司", "address": "甲溪镇"}), "served")
    fine = next(one for line in _now(case).lines.all() for one in line.items.all() if one.item == "fine")
    perform(_now(case), by=desk.acting("zhifa"), expected_version=_now(case).version, item=fine,
            day=date(2024, 7, 22), done=Done(amount=Decimal(1000), receipt="票据1"))  # fmt: skip
    with pytest.raises(PaperIncomplete):  # nobody said whether it went to a court
        _issue(desk, case, "demand", date(2024, 8, 9), contact="吴执法")
    demand = text_of(issued_file(_issue(desk, case, "demand", date(2024, 8, 9), contact="吴执法", appeal="未起诉。")))
    grown = number((fine.amount - 1000) * 4 * 3 / 100)  # the fifteenth day was a Saturday: until Monday
    assert (
        f"罚款应于2024年8月5日前缴清，到期未缴纳的部分自次日起每日加处3%，截至2024年8月9日应加处罚款人民币{grown}元"
        in demand
    )
    assert f"尚未缴纳的罚款人民币{fine.amount - 1000:f}".rstrip("0").rstrip(".") in demand
    items = {one.item for line in _now(case).lines.all() for one in line.items.all()}
    if "confiscate" not in items:
        with pytest.raises(PaperIncomplete):
            _issue(desk, case, "handover", date(2024, 8, 9), things="厂房")


def test_the_same_item_on_several_patches_is_one_with_its_sum_and_none_is_left_out():
    law = rulebook.load()
    several = [Item(item="return", land_m2=Decimal("100.50")), Item(item="return", land_m2=Decimal("0.50"))]
    fines = [
        Item(item="fine", land_m2=Decimal(10), rate=Decimal(rate), amount=Decimal(10 * rate)) for rate in (200, 300)
    ]
    said = items_in_words([*fines, *several], law)
    assert said[0] == "责令退还非法占用的101平方米土地"
    assert [one.rpartition("人民币")[2] for one in said[1:]] == ["2000元", "3000元"]
    unknown = items_in_words([*several, Item(item="return")], law)
    assert unknown == ["责令退还非法占用的【未填：占地面积】平方米土地"]
    assert numbered(["甲"] * 12).count("甲") == 12
    assert numbered(["甲"] * 12).endswith("（十二）甲。")


def test_fines_of_several_patches_are_shown_and_demanded_as_one_sum_with_its_parts(desk):
    take_finding(desk.unclear, by=desk.acting("zhifa"), expected_version=desk.unclear.version, finding="unlawful",
                 violation_type="used_without_applying", reasons=["new_evidence"], text="实地在用")  # fmt: skip
    case = desk.register(desk.unlawful, desk.unclear, offender={"name": "示范公司", "address": "甲溪镇"})
    desk.until(case, "hearing_notified")
    for line, land in zip(_now(case).lines.all(), (Decimal(1000), Decimal(800)), strict=True):
        set_item(_now(case), by=desk.acting("zhifa"), expected_version=_now(case).version, line=line, item="fine",
                 extent=Extent(land_m2=land, rate=Decimal(200)), is_proposed=False, because="一般")  # fmt: skip
    desk.do(case, "decided", date(2024, 7, 17), number="示范县罚〔2024〕1号")
    desk.do(case, "served", date(2024, 7, 19))
    case = _now(case)
    fines = [one for line in case.lines.all() for one in line.items.all() if one.item == "fine"]
    perform(case, by=desk.acting("zhifa"), expected_version=case.version, item=fines[0], day=date(2024, 8, 13),
            done=Done(amount=Decimal(1000), surcharge=Decimal(50), receipt="票据1"))  # fmt: skip
    both = sum((one.amount for one in fines), Decimal(0))
    demand = text_of(issued_file(_issue(desk, case, "demand", date(2024, 8, 13), contact="吴执法", appeal="未起诉。")))
    assert f"尚未缴纳的罚款人民币{number(both - 1000)}元（其中图斑" in demand
    assert [f"：{number(one)}元" in demand for one in (fines[0].amount - 1000, fines[1].amount)] == [True, True]
    assert "处以非法占用土地每平方米" not in demand  # nothing is demanded twice
    assert f"应加处罚款人民币{number(both * 8 * 3 / 100 - 50)}元" in demand
    page = signed_in_client("zhifa").get(f"/cases/{case.pk}/").context["penalty"]["fines"]
    assert (page.amount, page.unpaid) == (both, both - 1000)
    record = _issue(desk, case, "execution_record", date(2024, 8, 13), from_to="8月13日上午", present="村干部",
                    course="当事人到场，缴纳部分罚款。")  # fmt: skip
    told = text_of(issued_file(record))
    assert ("1000元、加处罚款50元（凭据票据1）" in told, "尚未履行：" in told) == (True, True)


def test_what_others_have_to_handle_is_transferred_with_what_was_found_on_the_ground(desk):
    case = desk.register(desk.unlawful, offender={"name": "示范公司"})
    asked = {
        "receiver": "示范县林业局", "found": "示范公司占用林地。", "why": "由你局查处。", "request": "请处理。",
        "contact": "吴执法",
    }  # fmt: skip
    with pytest.raises(StepWaits):  # nobody was there yet
        _issue(desk, case, "matter_transfer", date(2024, 6, 4), **asked)
    case = desk.until(case, "verified")
    paper = _issue(desk, case, "matter_transfer", date(2024, 6, 5), **asked)
    told = text_of(issued_file(paper))
    assert paper.number == "示范县移处〔2024〕1号"
    assert "示范县林业局：" in told
    assert "示范公司占用林地。\n由你局查处。现将" in told
