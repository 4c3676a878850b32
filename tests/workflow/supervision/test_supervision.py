"""A county is supervised: its list fixed before the draw, visited blind, judged, and corrected to the end."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone
from PIL import Image
from tests.workflow.rectification.conftest import boundary_of, photo_added

from tuban.values.errors import TubanError
from tuban.workflow.audit.policies import Refused
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.messages.models import Message
from tuban.workflow.organisations.practice import PASSWORD
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.signoff import actions as signing
from tuban.workflow.signoff.policies import may_sign
from tuban.workflow.signoff.proof import prove
from tuban.workflow.supervision import actions, falsehoods, listing, queries, remarks, report, telling
from tuban.workflow.supervision.documents import documents_of
from tuban.workflow.supervision.judging import Decision, Verdict, judge_lot, verdict_of
from tuban.workflow.supervision.law import law_from, law_of
from tuban.workflow.supervision.models import Drawn
from tuban.workflow.supervision.photos import PhotoUnfit, add_photo, photos_of, take_photo_off
from tuban.workflow.supervision.words import CorrectionState, Purpose
from tuban.workflow.survey.models import Capture, Statement


def drawn(supervised, **given):
    """Fix the list and draw it; the city visits."""
    lot = actions.fix_list(supervised.supervision, by=supervised.bureau, share=Fraction(1, 2))
    told = {"word": "3105.28", "word_from": "上证指数收盘", "visitors": [supervised.city]} | given
    return actions.draw_lot(lot, by=supervised.bureau, **told)


def sealed(one: Drawn, by, **given) -> Drawn:
    """Seal a sheet with what was found the first time, unless told otherwise."""
    told = {
        "finding": one.first_finding, "mu": one.first_mu or Decimal(1),
        "cultivated_mu": one.first_cultivated_mu or Decimal(0), "use": "厂房", "visited_on": timezone.localdate(),
        "words": "", "did_not_know": True,
    }  # fmt: skip
    return actions.seal_sheet(one, by=by, **told | given)


def named_false(one: Drawn, by, **given):
    """Name the finding of the first visit false by that of the second."""
    told = {"record": "finding:finding", "reason": "现场从未拆除", "evidence": ["finding"]}
    due = timezone.localdate() + timedelta(days=9)
    return falsehoods.name_false(one, by=by, **told | {"due_on": due} | given)


def word_text(content: bytes) -> str:
    """Return what a Word file says."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read("word/document.xml").decode()


def sign(by, document) -> None:
    """Sign a document as somebody does who read it."""
    digest = document.snapshots.get(is_current=True).digest
    signing.sign(document, by=by, digest=digest, proof=prove(by=by, password=PASSWORD))


@pytest.mark.seed("P1", "P2")
def test_a_lot_is_fixed_before_it_is_drawn_and_anybody_can_draw_it_again(supervised):
    lot = actions.fix_list(supervised.supervision, by=supervised.bureau, share=Fraction(1, 2))
    assert lot.digest == listing.digest_of(lot.results)
    assert lot.commitment == listing.commitment_of(lot.secret)
    with pytest.raises(actions.LotUnfit):
        actions.fix_list(supervised.supervision, by=supervised.bureau, share=Fraction(1))
    with pytest.raises(actions.LotUnfit):  # whoever draws knows the first results and visits nothing
        actions.draw_lot(
            lot, by=supervised.bureau, word="3105.28", word_from="上证指数收盘", visitors=[supervised.bureau.person]
        )
    lot = actions.draw_lot(
        lot, by=supervised.bureau, word="3105.28", word_from="上证指数收盘", visitors=[supervised.city]
    )
    field = queries.drawn_of(lot, Purpose.FIELD)
    assert len(field) >= len(lot.results) / 2
    kinds = [one.first_finding for one in field]
    held = [row["finding"] for row in lot.results]
    for kind, asked in supervised.law.quotas.items():
        assert kinds.count(kind) >= min(asked, held.count(kind))
    files = queries.drawn_of(lot, Purpose.FILE)
    assert len(files) == min(supervised.law.files, held.count("lawful"))
    assert {one["kind"] for one in lot.shortfalls} >= {"lawful"}
    assert queries.proves(lot)
    lot.word = "3105.29"
    assert not queries.proves(lot)


def test_whoever_visits_sees_nothing_of_any_area_until_the_sheets_are_sealed(supervised):
    before = supervised.acting("shi")
    assert patches_seen_by(before).exists()
    lot = drawn(supervised)
    blind = supervised.acting("shi")
    assert blind.area_codes == ()
    assert not patches_seen_by(blind).exists()
    assert not queries.supervisions_seen_by(blind).exists()
    assert patches_seen_by(supervised.acting("sheng")).exists()
    for one in queries.drawn_of(lot, Purpose.FIELD):
        with pytest.raises(Refused):
            sealed(one, supervised.bureau)
        sealed(one, blind)
        with pytest.raises(Refused):
            sealed(one, blind)
    assert patches_seen_by(supervised.acting("shi")).exists()


def test_the_county_learns_what_was_drawn_when_it_is_visited(supervised):
    lot = drawn(supervised)
    from tuban.workflow.supervision.policies import knows_drawn

    assert knows_drawn(supervised.bureau, lot, is_visited=queries.is_visited(lot))
    assert not knows_drawn(supervised.organiser, lot, is_visited=queries.is_visited(lot))
    assert not queries.supervisions_seen_by(supervised.township).exists()
    blind = supervised.acting("shi")
    for one in queries.drawn_of(lot, Purpose.FIELD):
        sealed(one, blind)
    assert knows_drawn(supervised.organiser, lot, is_visited=queries.is_visited(lot))


def test_a_lot_is_accepted_only_once_all_is_visited_and_rejected_for_a_bad_one(supervised):
    lot, blind = drawn(supervised), supervised.acting("shi")
    Drawn.objects.update(first_mu=1, first_cultivated_mu=0)
    field = queries.drawn_of(lot, Purpose.FIELD)
    counts = listing.populations(lot.results)
    assert judge_lot(counts, field, supervised.law).decision is Decision.OPEN
    for one in field[1:]:
        sealed(one, blind)
    judged = judge_lot(counts, field, supervised.law)
    assert (judged.unknown, judged.decision, judged.estimate.likeliest) == (1, Decision.OPEN, None)
    first = field[0]
    sealed(first, blind, mu=Decimal(3))
    assert verdict_of(first, supervised.law) is Verdict.BAD
    field = queries.drawn_of(lot, Purpose.FIELD)
    judged = judge_lot(counts, field, supervised.law)
    assert (judged.bad, judged.decision) == (1, Decision.REJECTED)
    assert judged.estimate.least >= 1
    # a later supervision draws this township with more weight
    assert field[0].patch.township_code in listing.towns_with_bad(supervised.campaign)


def test_a_township_that_nobody_visited_is_unknown_and_no_good_one(supervised):
    now = timezone.now()
    rows = listing.results_of(supervised.campaign, supervised.law, now)
    assert not any("unvisited" in row["signs"] for row in rows)  # of none is anything known
    towns = {one.pk: one.township_code for one in supervised.campaign.patches.all()}
    every = len({towns[row["patch"]] for row in rows})
    assert listing.unvisited_towns(supervised.campaign) == (every, every)
    one = queries.drawn_of(drawn(supervised), Purpose.FIELD)[0]
    sealed(one, supervised.acting("shi"))
    later = listing.results_of(supervised.campaign, supervised.law, now)
    told = {towns[row["patch"]]: "unvisited" in row["signs"] for row in later}
    assert told == {code: code != one.patch.township_code for code in told}
    assert all(row["stratum"] == "risk" for row in later if "unvisited" in row["signs"])


def test_what_was_reported_false_is_named_after_the_visit_with_a_reason(supervised):
    lot, blind = drawn(supervised), supervised.acting("shi")
    one = queries.drawn_of(lot, Purpose.FIELD)[0]
    with pytest.raises(actions.NotYet):
        named_false(one, supervised.bureau)
    sealed(one, blind)
    with pytest.raises(actions.SheetUnfit):  # nothing speaks against it
        named_false(one, supervised.bureau, evidence=[])
    with pytest.raises(actions.SheetUnfit):  # nobody reported that
        named_false(one, supervised.bureau, record="photo:none")
    named = named_false(one, supervised.bureau)
    assert verdict_of(one, supervised.law) is Verdict.BAD
    assert (named.correction.state, list(named.correction.patches.all())) == ("asked", [one.patch])
    assert "现场从未拆除" in named.correction.demand
    with pytest.raises(actions.SheetUnfit):
        named_false(one, supervised.bureau)
    paper = report.paper_of(supervised.supervision)
    (line,) = [line for chapter in paper.chapters for line in chapter.lines if "不实" in line and "证据" in line]
    assert str(one.patch) in line


def test_photos_positions_and_answers_of_the_first_visit_can_be_named_false(supervised, tmp_path):
    lot, blind = drawn(supervised), supervised.acting("shi")
    one = queries.drawn_of(lot, Purpose.FIELD)[0]
    first = photo_added(one.patch, supervised.organiser, tmp_path, "first.jpg", 7)
    path = tmp_path / "second.jpg"
    Image.new("RGB", (64, 48), (9, 120, 80)).save(path, "JPEG")
    second = add_photo(one, by=blind, path=path, name="second.jpg").exhibit
    sealed(one, blind)
    records = {row.name: row for row in falsehoods.first_records(one, by=supervised.bureau)}
    assert "first.jpg" in records[f"photo:{first.checksum}"].words
    named = named_false(
        one, supervised.bureau, record=f"photo:{first.checksum}", evidence=[second.checksum], reason="照片不是此处"
    )
    assert [told["sha256"] for told in named.evidence] == [second.checksum]
    assert "second.jpg" in falsehoods.in_sentences(named)


def test_what_no_layer_says_is_unknown_beside_a_drawn_patch(supervised):
    one = queries.drawn_of(drawn(supervised), Purpose.FIELD)[0]
    told = {row.law.id: row for row in documents_of(one)}
    assert list(told) == [
        "image", "plan", "land_use", "changes", "basic_farmland", "approvals", "registration", "patrols"
    ]  # fmt: skip
    assert [told[name].is_installed for name in ("registration", "plan", "patrols")] == [False] * 3
    assert told["basic_farmland"].is_installed
    assert any(line.words for line in told["land_use"].lines)
    assert all(row.told is None for row in told.values())


def test_new_construction_reported_without_its_area_is_not_borne_out(supervised):
    lot, blind = drawn(supervised), supervised.acting("shi")
    one = next(one for one in queries.drawn_of(lot, Purpose.FIELD) if one.first_finding == "unlawful")
    with pytest.raises(actions.SheetUnfit):
        sealed(one, blind, cultivated_mu=None)
    one.first_mu, one.first_cultivated_mu = Decimal(1), Decimal(0)
    sealed(one, blind, mu=Decimal(1), cultivated_mu=Decimal(0))
    assert verdict_of(one, supervised.law) is Verdict.GOOD
    one.first_cultivated_mu = None
    assert verdict_of(one, supervised.law) is Verdict.BAD


@pytest.mark.seed("P4")
def test_a_correction_goes_to_and_fro_until_it_is_done(supervised):
    (number,) = [str(one.patch) for one in queries.drawn_of(drawn(supervised), Purpose.FIELD)][:1]
    today = timezone.localdate()
    one = remarks.demand_correction(
        supervised.supervision, by=supervised.bureau, demand="补正面积", due_on=today, patches=[number]
    )
    assert queries.is_late(one, today + timedelta(days=1))
    with pytest.raises(Refused):
        remarks.answer_correction(one, by=supervised.bureau, words="已补正")
    with pytest.raises(remarks.RemarkUnfit):
        remarks.accept_correction(one, by=supervised.bureau, words="属实")
    remarks.answer_correction(one, by=supervised.organiser, words="已补正")
    remarks.return_correction(one, by=supervised.bureau, words="缺测量成果")
    remarks.answer_correction(one, by=supervised.organiser, words="已补测量成果")
    remarks.accept_correction(one, by=supervised.bureau, words="现场核实属实")
    assert (one.state, one.done_on, len(one.told)) == (CorrectionState.DONE, today, 5)
    assert not queries.is_late(one, today + timedelta(days=1))


@pytest.mark.seed("P5")
def test_the_checklist_and_the_materials_take_an_answer_with_words(supervised):
    given = {"by": supervised.bureau, "item": "registered"}
    with pytest.raises(remarks.RemarkUnfit):
        remarks.answer_item(supervised.supervision, answer="no", words="", **given)
    with pytest.raises(remarks.RemarkUnfit):
        remarks.answer_item(supervised.supervision, answer="no", words="漏登", patches=["无此号"], **given)
    number = (
        queries.lot_of(supervised.supervision)
        or listing.results_of(supervised.campaign, supervised.law, timezone.now())[0]["key"]
    )
    remarks.answer_item(supervised.supervision, answer="no", words="漏登一宗", patches=[number], **given)
    remarks.note_material(supervised.supervision, by=supervised.bureau, item="patrols", answer="partly", words="缺五月")
    kept = queries.remarks_of(supervised.supervision, is_material=False)["registered"]
    assert [str(one) for one in kept.patches.all()] == [number]
    with pytest.raises(Refused):
        remarks.answer_item(supervised.supervision, answer="yes", words="", by=supervised.organiser, item="filed")


def test_it_is_closed_with_its_opinion_after_opinions_were_exchanged(supervised):
    lot, blind = drawn(supervised), supervised.acting("shi")
    close = {"by": supervised.bureau, "opinion": "总体属实"}
    with pytest.raises(actions.NotYet):
        actions.close_supervision(supervised.supervision, **close)
    for one in queries.drawn_of(lot, Purpose.FIELD):
        sealed(one, blind)
    with pytest.raises(actions.NotYet):
        actions.close_supervision(supervised.supervision, **close)
    remarks.minute(
        supervised.supervision, by=supervised.bureau, kind="exchange", held_on=timezone.localdate(), place="会议室",
        present="钱局长", minutes="肯定成绩，指出问题",
    )  # fmt: skip
    actions.close_supervision(supervised.supervision, **close)
    with pytest.raises(Refused):
        remarks.demand_correction(
            supervised.supervision, by=supervised.bureau, demand="补", due_on=timezone.localdate()
        )


def test_a_later_lawbook_changes_nothing_of_a_lot_that_is_fixed(supervised, monkeypatch):
    lot, kept = drawn(supervised), supervised.law
    assert law_from(kept.kept()) == kept
    later = replace(kept, most_bad=99, share=Fraction(1), quotas=dict.fromkeys(kept.quotas, 9), building=frozenset())
    monkeypatch.setattr("tuban.workflow.supervision.law.draw_law", lambda _campaign: later)
    fresh = queries.lot_of(supervised.supervision)
    assert law_of(fresh) == kept
    assert queries.proves(fresh)
    assert len(queries.drawn_of(lot, Purpose.FIELD)) == len(queries.drawn_of(fresh, Purpose.FIELD))


def test_photos_and_the_measured_boundary_are_the_supervisors_own_records(supervised, tmp_path):
    lot, blind = drawn(supervised), supervised.acting("shi")
    one = queries.drawn_of(lot, Purpose.FIELD)[0]
    path = tmp_path / "a.jpg"
    Image.new("RGB", (64, 48), (9, 120, 80)).save(path, "JPEG")
    held = {kind: kind.objects.count() for kind in (Capture, Statement)}
    with pytest.raises(Refused):
        add_photo(one, by=supervised.bureau, path=path, name="a.jpg")
    add_photo(one, by=blind, path=path, name="a.jpg")
    with pytest.raises(PhotoUnfit):
        add_photo(one, by=blind, path=path, name="b.jpg")
    corners = boundary_of(one.patch)
    with pytest.raises(actions.SheetUnfit):
        sealed(one, blind, boundary=corners)
    with pytest.raises(TubanError):
        sealed(one, blind, mu=None, boundary="121, 31")
    sealed(one, blind, mu=None, cultivated_mu=Decimal(0), boundary=corners)
    assert one.mu > 0
    assert one.boundary["type"] == "MultiPolygon"
    (photo,) = photos_of(one)
    with pytest.raises(Refused):
        take_photo_off(one, by=blind, exhibit=photo.exhibit_id)
    assert not attachments_of(one.patch).filter(exhibit__checksum=photo.exhibit.checksum).exists()
    assert held == {kind: kind.objects.count() for kind in held}


@pytest.mark.seed("P4")
def test_the_report_cites_every_figure_and_its_signature_falls_when_a_figure_changes(supervised):
    with pytest.raises(actions.NotYet):
        report.paper_of(supervised.supervision)
    lot, blind = drawn(supervised), supervised.acting("shi")
    field = queries.drawn_of(lot, Purpose.FIELD)
    for one in field:
        sealed(one, blind, mu=(one.first_mu or Decimal(1)) + 5)
    paper = report.paper_of(supervised.supervision)
    assert all(one.sources for chapter in paper.chapters for one in chapter.sentences)
    assert f"抽中外业复查图斑{len(field)}个" in paper.chapters[0].sentences[1].text
    assert "整批退回" in paper.chapters[1].sentences[0].text
    document = report.put_report_forward(supervised.supervision, by=supervised.bureau)
    assert not may_sign.allows(blind, document)
    with pytest.raises(Refused):
        report.put_report_forward(supervised.supervision, by=supervised.organiser)
    sign(supervised.bureau, document)
    assert "签字内容摘要" in word_text(report.report_file(supervised.supervision))
    named_false(field[0], supervised.bureau)
    assert "签字内容摘要" not in word_text(report.report_file(supervised.supervision))


def test_people_are_told_what_waits_for_them_and_of_days_that_come_near(supervised):
    drawn(supervised)
    (told,) = Message.objects.filter(kind=telling.SHEETS)
    assert (told.person, told.about_key) == (supervised.city, "")
    today = timezone.localdate()
    one = remarks.demand_correction(supervised.supervision, by=supervised.bureau, demand="补正面积", due_on=today)
    assert queries.corrections_waiting(supervised.organiser) == [one]
    assert queries.corrections_waiting(supervised.bureau) == []
    assert telling.remind(today) == telling.remind(today + timedelta(days=2)) > 0
    assert telling.remind(today) == 0
    remarks.answer_correction(one, by=supervised.organiser, words="已补正")
    assert queries.corrections_waiting(supervised.bureau) == [one]
    assert Message.objects.filter(kind=telling.CORRECTION, person=supervised.bureau.person).exists()
