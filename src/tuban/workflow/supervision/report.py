"""The report of a supervision (督查报告), drafted from its records: every figure names the record it was taken from. It
is signed with its figures; what changes in the records afterwards voids the signature."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from string import Formatter
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.render.reports.supervision import Chapter, Paper, Sentence, write_supervision
from tuban.values.area import round_half_up
from tuban.workflow.audit.acting import action, subject_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.signoff.actions import open_document
from tuban.workflow.signoff.cells import Cell
from tuban.workflow.signoff.law import chain_of
from tuban.workflow.signoff.models import Document
from tuban.workflow.signoff.queries.reading import sealed, what_would_change
from tuban.workflow.signoff.queries.seen import current_document
from tuban.workflow.supervision import judging, listing
from tuban.workflow.supervision.actions import NotYet
from tuban.workflow.supervision.falsehoods import in_sentences
from tuban.workflow.supervision.law import law_of, supervision_law
from tuban.workflow.supervision.models import Falsehood, Supervision
from tuban.workflow.supervision.policies import may_report
from tuban.workflow.supervision.queries import drawn_of, is_late, lot_of, meetings_of, remarks_of
from tuban.workflow.supervision.words import Answer, CorrectionState, FileState, Presence, Purpose

FORM, KIND = "supervision_report", "supervision.supervision"


def figures_of(supervision: Supervision) -> dict[str, str]:
    """Return the figures of the report by their names in the lawbook, as they are written. Raises NotYet before the lot
    was drawn."""
    lot = lot_of(supervision)
    if lot is None or lot.drawn_at is None:
        raise NotYet(why=_("nothing was drawn yet"))
    law, said = law_of(lot), supervision_law()
    field, files = drawn_of(lot, Purpose.FIELD), drawn_of(lot, Purpose.FILE)
    judged = judging.judge_lot(listing.populations(lot.results), field, law)
    found = [one for one in (judging.difference_of(row, law) for row in field) if one is not None]
    held = Counter(one.kind for one in meetings_of(supervision))
    answers = Counter(one.answer for one in remarks_of(supervision, is_material=False).values())
    there = Counter(one.answer for one in remarks_of(supervision, is_material=True).values())
    corrections, today = list(supervision.corrections.all()), timezone.localdate()
    words, named = said.report.words, Falsehood.objects.filter(drawn__lot=lot).count()
    likeliest = judged.estimate.likeliest
    told: dict[str, Any] = {
        "opened": _day(supervision.opened_at), "organ": supervision.unit.name, "campaign": supervision.campaign.title,
        "hearings": held["hearing"], "exchanges": held["exchange"], "fixed": _day(lot.fixed_at),
        "listed": len(lot.results), "share": _percent(lot.share), "drawn_on": _day(lot.drawn_at), "drawn": len(field),
        "files": len(files), "sealed": len(found), "unknown": judged.unknown, "bad": judged.bad,
        "other": sum(one.is_other_finding for one in found), "beyond": sum(one.is_beyond for one in found),
        "false": sum(bool(one.false_because) for one in field), "named": named, "most_bad": law.most_bad,
        "decision": words[judged.decision.value], "confidence": _percent(law.confidence),
        "likeliest": words["unknown"] if likeliest is None else str(round_half_up(likeliest, 1)),
        "least": judged.estimate.least, "most": judged.estimate.most,
        "read": sum(one.sealed_at is not None for one in files),
        "in_order": sum(one.file_state == FileState.ORDER for one in files), "items": len(said.items),
        "answered": answers.total(), "yes": answers[Answer.YES], "partly": answers[Answer.PARTLY],
        "no": answers[Answer.NO], "materials": len(said.materials), "there": there[Presence.THERE],
        "incomplete": there[Presence.PARTLY], "missing": there[Presence.MISSING],
        "unseen": len(said.materials) - there.total(), "corrections": len(corrections),
        "done": sum(one.state == CorrectionState.DONE for one in corrections),
        "late": sum(is_late(one, today) for one in corrections),
    }  # fmt: skip
    return {name: str(value) for name, value in told.items()}


def paper_of(supervision: Supervision, seal: str = "") -> Paper:
    """Return the report as it would be written now. Raises NotYet."""
    law, told, lot = supervision_law().report, figures_of(supervision), lot_of(supervision)
    digest = lot.digest if lot is not None else ""
    places = {name: at for at, (_text, names) in enumerate(law.sources, start=1) for name in names}
    chapters = []
    for one in law.chapters:
        sentences = [_sentence(text, told, places) for text in one.texts]
        lines = list(_lists(supervision, one.list)) if one.list else []
        chapters.append(Chapter(one.title, tuple(sentences), tuple(lines)))
    sources = tuple(f"{text} {digest}" if text.endswith("SHA-256") else text for text, _names in law.sources)
    return Paper(law.title, supervision.unit.name, _day(timezone.now()), timezone.localdate(), tuple(chapters), sources,
                 law.words, seal)  # fmt: skip


def _sentence(text: str, told: dict[str, str], places: dict[str, int]) -> Sentence:
    names = [name for _before, name, _spec, _conversion in Formatter().parse(text) if name]
    return Sentence(text.format(**told), tuple(sorted({places[name] for name in names})))


def _lists(supervision: Supervision, name: str) -> Iterator[str]:
    words = supervision_law().report.words
    if name == "remarks":
        items = supervision_law().items
        for key, one in remarks_of(supervision, is_material=False).items():
            if one.answer != Answer.YES and key in items:
                numbers = words["between"].join(str(patch) for patch in one.patches.all())
                said = words["remark"].format(title=items[key].title, words=one.words)
                yield said + (words["patches"].format(numbers=numbers) if numbers else "")
    elif name == "falsehoods":
        rows = Falsehood.objects.filter(drawn__lot__supervision=supervision).select_related("drawn__patch")
        yield from map(in_sentences, rows)
    elif name == "corrections":
        for row in supervision.corrections.all():
            yield words["correction"].format(
                number=row.number, demand=row.demand, due=row.due_on.isoformat(), state=row.get_state_display()
            )
    elif supervision.opinion:
        yield supervision.opinion


def report_file(supervision: Supervision) -> bytes:
    """Return the report as a Word file, with the digest of what was signed where that stands. Raises NotYet."""
    document = report_document(supervision)
    signed = sealed(document) if document is not None and not _is_behind(supervision, document) else ""
    return write_supervision(paper_of(supervision, signed or ""))


@action("supervision.put_report_forward", policy=may_report)
def put_report_forward(supervision: Supervision, *, by: Acting) -> Document:
    """Put the report forward for signing as it stands; only the unit that supervises signs it. Raises NotYet."""
    subject = replace(subject_of(supervision), title=str(supervision)[:200], area_code="",
                      campaign_id=supervision.campaign_id)  # fmt: skip
    return open_document(
        subject, supervision.unit, by=by, form=FORM, cells=tuple(cells_of(supervision)),
        campaign_id=supervision.campaign_id,
    )  # fmt: skip


def report_document(supervision: Supervision) -> Document | None:
    """Return the document that is signed; None before it was put forward."""
    return current_document(KIND, str(supervision.pk), FORM)


def cells_of(supervision: Supervision) -> Iterator[Cell]:
    """Yield what is signed: every sentence with its figures, and the lists."""
    part = next(one.id for one in chain_of(FORM).parts if one.is_rest)
    for at, chapter in enumerate(paper_of(supervision).chapters, start=1):
        lines = [*(one.text for one in chapter.sentences), *chapter.lines]
        for place, line in enumerate(lines, start=1):
            yield Cell(f"{at}.{place}", chapter.title, f"{chapter.title} {place}", line, part)


def _is_behind(supervision: Supervision, document: Document) -> bool:
    return bool(what_would_change(document, tuple(cells_of(supervision))))


def _day(at: Any) -> str:
    local = timezone.localtime(at)
    return supervision_law().report.words["day"].format(year=local.year, month=local.month, day=local.day)


def _percent(share: Any) -> str:
    return f"{float(Fraction(share) * 100):g}%"
