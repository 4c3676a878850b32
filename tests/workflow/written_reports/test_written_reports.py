"""A report drafted of what counts, edited in Word, kept, and held against the draft and the records."""

from __future__ import annotations

import zipfile
from types import SimpleNamespace

import docx
import pytest
from docx.oxml.ns import qn
from tests.workflow.rectification.conftest import photo_added
from tests.workflow.written_reports.edited import left_out, overwritten, with_body, without_controls

from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.review.findings.actions import reopen, take_finding
from tuban.workflow.statistics.keeping import up_to_date
from tuban.workflow.statistics.tables import Scope
from tuban.workflow.written_reports import actions
from tuban.workflow.written_reports.composing import composed, held_against_sums
from tuban.workflow.written_reports.drafting import WORD, figures_of_draft, write_draft
from tuban.workflow.written_reports.models import ReportDraft, ReportEdition
from tuban.workflow.written_reports.queries import editions_of, moved_on
from tuban.workflow.written_reports.reading import content_of
from tuban.workflow.written_reports.tasks import held_against_now


def drafted(found, folder, report: str = "handling_report", **other) -> SimpleNamespace:
    """Have a report drafted, as a worker does it."""
    made = actions.draft(found.campaign, by=found.organiser, report=report, **other)
    folder.mkdir(exist_ok=True)
    row = write_draft(ReportDraft.objects.get(pk=made.pk), folder)
    return SimpleNamespace(row=row, path=store.found(row.checksum, WORD), figures=figures_of_draft(row))


def text_of(path) -> str:
    return "".join(node.text or "" for node in docx.Document(str(path)).element.body.iter(qn("w:t")))


def tag_of(draft, column: str, row: str) -> str:
    """Return the tag of a figure by its cell."""
    return next(
        one["tag"] for one in draft.figures
        if one["cell"] and (one["cell"]["column"], one["cell"]["row"]) == (column, row) and not one["operator"]
    )  # fmt: skip


@pytest.mark.seed("S12")
@pytest.mark.seed("S13")
def test_a_draft_says_what_counts_and_its_cells_agree_with_the_kept_sums(found, tmp_path):
    photo_added(found.patch, found.township, tmp_path, "现场.jpg", 90)
    for report, wanted in (
        ("summary_report", ("组织", "新增建设用地", "原因", "措施")),
        ("handling_report", ("未报即用", "边报边用", "典型案例", "特点", "发现率", "立案率", "处理到位率")),
    ):
        draft = drafted(found, tmp_path / report, report)
        said = text_of(draft.path)
        assert [one for one in wanted if one not in said] == []
        assert draft.row.about["held"]["cells"] > 10
        assert draft.row.about["held"]["differs"] == []
    assert draft.row.about["cases"][0]["key"][0] == found.patch.number
    assert "实地照片1（现场.jpg" in said
    area = next(one for one in draft.figures if one["cell"] and one["cell"]["column"] == "unlawful.area")
    assert area["cell"]["says"].startswith("表3《违法用地数据汇总表》")


def test_a_sum_that_is_not_what_the_records_say_is_told(found):
    up_to_date(found.campaign)
    from tuban.workflow.statistics.models import Tally

    one = Tally.objects.exclude(township="").order_by("pk").last()
    one.plots += 3
    one.save()
    made = composed(Scope((found.campaign,), found.campaign.area_code), "示范县", "handling_report")
    assert held_against_sums(made)["differs"]


def test_a_township_and_an_earlier_day_have_reports_of_their_own(found, tmp_path):
    whole = drafted(found, tmp_path / "whole")
    own = drafted(found, tmp_path / "own", unit="990101002")
    assert 0 < own.row.parts < whole.row.parts
    assert own.row.about["held"]["differs"] == []
    assert "乙岭镇" in own.row.about["title"]
    with pytest.raises(TubanError, match=r"not filled|尚未"):
        drafted(found, tmp_path / "day", day=whole.row.as_of.replace(year=whole.row.as_of.year - 1))
    for wrong in ({"report": "nothing"}, {"unit": "110101"}, {"cases": [("x", "")] * 13}):
        with pytest.raises(TubanError):
            drafted(found, tmp_path / "wrong", **wrong)


def test_a_person_chooses_the_typical_cases_and_their_order(found, tmp_path):
    by_rule = drafted(found, tmp_path / "rule")
    offered = [tuple(one["key"]) for one in by_rule.row.about["proposals"]]
    chosen = offered[::-1][:2]
    draft = drafted(found, tmp_path / "chosen", cases=chosen)
    assert [tuple(one["key"]) for one in draft.row.about["cases"]] == chosen
    assert "由编制人" in text_of(draft.path)
    assert "编制人从" in draft.row.about["cases"][0]["kind"]
    assert ReportDraft.objects.count() == 2, "the draft by the rule stays"


def test_figures_changed_by_hand_and_figures_that_changed_since_are_told_apart(found, tmp_path):
    draft = drafted(found, tmp_path / "draft")
    plots, share = tag_of(draft, "unlawful.plots", "990101"), tag_of(draft, "land_cultivated.area", "990101")
    path = with_body(draft.path, tmp_path / "修改.docx", overwritten(plots, "77"))
    path = with_body(path, tmp_path / "再改.docx", left_out(share))
    path = with_body(path, tmp_path / "又改.docx", lambda body: body.replace('tuban-f2"', 'tuban-f9999"'))
    edition = actions.keep(draft.row, by=found.organiser, path=path, name="C:\\报告\\再改.docx", words="补写")
    assert edition.name == "再改.docx"
    assert [(one["tag"], one["said"]) for one in edition.found["changed"]] == [(plots, "77")]
    assert "f9999" not in edition.stated, "a tag that no draft gave says nothing"
    assert share in [one["tag"] for one in edition.found["gone"]]
    assert [one["tag"] for one in held_against_now(edition)["outdated"]] == [plots]
    assert not moved_on(edition)
    # The finding is opened again and another one is taken: what it counted is other now.
    patch = found.now()
    reopen(patch, by=found.county, expected_version=patch.version, because="new_evidence", reason="补充证据")
    patch = found.now()
    take_finding(patch, by=found.section, expected_version=patch.version, finding="unlawful",
                 violation_type="used_while_applying", reasons=("new_evidence",), text="查到受理记录")  # fmt: skip
    assert moved_on(edition)
    moved = {one["tag"]: one["now"] for one in held_against_now(edition)["outdated"]}
    assert len(moved) > 3
    assert any("used_without_applying" in one["id"] for one in draft.figures if one["tag"] in moved)
    second = actions.keep(draft.row, by=found.organiser, path=draft.path, name="原样.docx")
    assert [(one.edition.number, one.differs > 0) for one in editions_of(draft.row)] == [(2, True), (1, True)]
    assert store.found(edition.checksum, WORD).read_bytes() == path.read_bytes(), "nothing is overwritten"
    with pytest.raises(TubanError, match=r"already|已"):
        actions.keep(draft.row, by=found.organiser, path=draft.path, name="原样.docx")
    assert second.found["changed"] == []


def test_a_file_whose_controls_were_dropped_is_still_compared(found, tmp_path):
    draft = drafted(found, tmp_path / "draft")
    plots = tag_of(draft, "unlawful.plots", "990101")
    path = with_body(draft.path, tmp_path / "a.docx", overwritten(plots, "77"))
    path = with_body(path, tmp_path / "b.docx", without_controls)
    assert content_of(path, "b.docx").figures == {}
    edition = actions.keep(draft.row, by=found.organiser, path=path, name="b.docx")
    assert [(one["tag"], one["said"]) for one in edition.found["changed"]] == [(plots, "77")]
    assert len(edition.found["gone"]) < len(draft.figures) / 10


def test_files_that_are_no_edited_report_are_refused_with_a_sentence(found, tmp_path):
    draft = drafted(found, tmp_path / "draft")
    whole = draft.path.read_bytes()
    foreign = tmp_path / "foreign.docx"
    docx.Document().save(str(foreign))
    bomb = tmp_path / "bomb.docx"
    with_body(draft.path, bomb, lambda body: '<!DOCTYPE a [<!ENTITY b "c">]>' + "<broken>" + body)
    macros = tmp_path / "macros.docx"
    with zipfile.ZipFile(macros, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
        archive.writestr("word/vbaProject.bin", b"x")
    for content, name in (
        (b"", "a.docx"), (b"nothing", "a.docx"), (whole[: len(whole) // 2], "a.docx"), (foreign.read_bytes(), "a.docx"),
        (bomb.read_bytes(), "a.docx"), (macros.read_bytes(), "a.docx"), (whole, "a.pdf"),
    ):  # fmt: skip
        path = tmp_path / "given"
        path.write_bytes(content)
        with pytest.raises(TubanError) as refused:
            actions.keep(draft.row, by=found.organiser, path=path, name=name)
        assert refused.value.code in ("written_reports.not_a_report", "written_reports.of_another_report")
    assert not ReportEdition.objects.exists()


def test_townships_and_people_elsewhere_draft_nothing(found, tmp_path):
    draft = drafted(found, tmp_path / "draft")
    with pytest.raises(TubanError):
        actions.draft(found.campaign, by=found.township, report="handling_report")
    with pytest.raises(TubanError):
        actions.keep(draft.row, by=found.township, path=draft.path, name="a.docx")
