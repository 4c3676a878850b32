"""The sheet on which people tell what they found out (核查填报), with what would be said of it while they type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tuban.rules.decision import Judgement
from tuban.rules.explain import PROPOSAL, sentences
from tuban.rules.fact_values import PAPER_WORDS
from tuban.rules.fact_words import in_words, paper_in_words
from tuban.rules.facts_wire import value_from_wire
from tuban.rules.rulebook import Rulebook
from tuban.rules.telling import Question, sheet_of
from tuban.rules.vocabulary import FactKind
from tuban.values.errors import TubanError
from tuban.values.facts import UNKNOWN, Facts
from tuban.web.acting import by
from tuban.web.dossier.acting.asides import both_versions, changed_or, expected, form_state, sentence
from tuban.web.dossier.head import head_of, patch_or_404
from tuban.web.rail import on_rail
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.reading import Reading, reading_of
from tuban.workflow.comparison.telling import PAPERS
from tuban.workflow.patches.meanwhile import ChangedMeanwhile
from tuban.workflow.survey.actions import tell
from tuban.workflow.survey.entering import PAPER_FIELDS, typed, typed_paper
from tuban.workflow.survey.policies import may_tell
from tuban.workflow.survey.queries import Origin, statements_of, would_say
from tuban.workflow.survey.telling import Telling, papers_told, telling_of, told_now

_BLANK_PAPERS = 1
_MOST_PAPERS = 20
_SHOWN = (
    "finding", "violation_type", "lawful_kind", "area_basis", "counted_area", "counted_cultivated_area",
    "filing_grounds", "rectification_route", "penalty_items",
)  # fmt: skip
_DECIDING = ("review/finding", "review/papers", "review/violation_type")
_PAPER_LISTS = {"kind": "paper_kind", "organ_level": "organ_level", "method": "supply_method"}
_PAPER_HINTS = {"date": "2024-03-05", "until": "2026-03-05", "covered": "全部 / 3.60 亩", "approved": "6.42 亩"}
_HISTORY = 20


@on_rail("map")
@require_http_methods(["GET", "HEAD", "POST"])
def telling(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the sheet of a patch, or tell what was typed on it."""
    patch = patch_or_404(request, uuid)
    fault, versions, status = "", [], 200
    if request.method == "POST":
        try:
            given = _given(request, patch)
            tell(patch, by=by(request), expected_version=expected(request), telling=given)
        except ChangedMeanwhile as error:
            patch = patch_or_404(request, uuid)
            fault, versions, status = sentence(error), both_versions(request, patch), 409
        except TubanError as refused:
            patch = patch_or_404(request, uuid)
            told = changed_or(request, patch, refused)
            fault, status = sentence(told), 422
            if told is not refused:
                versions, status = both_versions(request, patch), 409
        else:
            count = len(given.names)
            messages.success(
                request,
                ngettext(
                    "{n} fact was kept; the proposal is judged anew.",
                    "{n} facts were kept; the proposal is judged anew.",
                    count,
                ).format(n=count),
            )  # fmt: skip
            return redirect("web:patch_telling", uuid=uuid)
    reading = reading_of(patch)
    law = rulebook_of(patch.campaign)
    head = head_of(request, patch, "telling")
    context = {
        **head,
        **form_state(patch),
        "reason_not": may_tell.explain(by(request), patch)
        or ("" if reading else _("This patch was not compared yet.")),
        "fault": fault,
        "versions": versions,
        "sheet": _sheet(patch, reading, request.POST, law, head["in_conflict"]) if reading else None,
        "origins": [(one.value, one.label) for one in Origin],
        "typed": request.POST,
        "history": [_line(one, law) for one in statements_of(patch)[:_HISTORY]],
        **(_said(reading.judgement, reading.comparison.problems, law, None) if reading else {}),
    }
    return render(request, "web/dossier/telling.html", context, status=status)


@require_POST
def telling_preview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what would be said of a patch if what is typed were told."""
    patch = patch_or_404(request, uuid)
    reading = reading_of(patch)
    law = rulebook_of(patch.campaign)
    if reading is None:
        return render(request, "web/dossier/telling_side.html", {"faults": [_("This patch was not compared yet.")]})
    try:
        given = _given(request, patch)
        said = would_say(patch, given, by=by(request))
    except TubanError as error:
        context = _said(reading.judgement, reading.comparison.problems, law, None)
        return render(request, "web/dossier/telling_side.html", {**context, "faults": [sentence(error)]})
    judgement = said.part.part.judgement
    context = _said(judgement, said.content.problems, law, reading.judgement if given.names else None)
    return render(request, "web/dossier/telling_side.html", context)


def _given(request: HttpRequest, patch: Any) -> Telling:
    """Return what was typed and is not yet known so; raises WrongValue."""
    reading = reading_of(patch)
    if reading is None:
        return Telling()
    names = sheet_of(rulebook_of(patch.campaign)).questions
    typed_facts = {name: request.POST[f"fact-{name}"] for name in names if f"fact-{name}" in request.POST}
    origin = request.POST.get("origin", "")
    return telling_of(
        reading, typed_facts, _paper_rows(request.POST) if "papers" in request.POST else None,
        origin=Origin(origin) if origin in Origin.values else Origin.OTHER, source=request.POST.get("source", ""),
    )  # fmt: skip


def _paper_rows(typed_now: Mapping[str, str]) -> list[dict[str, str]]:
    count = typed_now.get("papers", "0")
    rows = min(int(count), _MOST_PAPERS) if count.isdecimal() and len(count) < 4 else 0
    return [{name: typed_now.get(f"paper-{row}-{name}", "") for name in PAPER_FIELDS} for row in range(rows)]


def _sheet(
    patch: Any, reading: Reading, typed_now: Mapping[str, str], law: Rulebook, in_conflict: Mapping[str, UUID]
) -> dict[str, Any]:
    """Return the sheet with what is known, or what was typed and not taken; each fact with its open conflict."""
    facts, told, sheet = reading.facts, told_now(patch), sheet_of(law)
    sections = []
    for section in sheet.sections:
        fields = [
            _field(question, facts, told, typed_now, law) | {"conflict": in_conflict.get(question.kind.name)}
            for question in section.questions
            if question.kind.name != PAPERS
        ]
        sections.append(
            {
                "title": section.title,
                "fields": fields,
                "is_asked": any(one["is_asked"] or one["conflict"] for one in fields),
                "papers": any(question.kind.name == PAPERS for question in section.questions),
            }
        )
    if "papers" in typed_now:
        rows = _paper_rows(typed_now)
    else:
        rows = [*(typed_paper(one) for one in papers_told(patch)), *({} for _blank in range(_BLANK_PAPERS))]
    mine = {one.number or "" for one in papers_told(patch)}
    on_disc = facts[PAPERS] if isinstance(facts[PAPERS], tuple) else ()
    return {
        "title": sheet.title,
        "sections": sections,
        "papers": [_paper_fields(place, row, law) for place, row in enumerate(rows)],
        "known_papers": [paper_in_words(one, law) for one in on_disc if (one.number or "") not in mine],
    }


def _field(
    question: Question, facts: Facts, told: Mapping[str, Any], typed_now: Mapping[str, str], law: Rulebook
) -> dict[str, Any]:
    kind = question.kind
    value = facts[kind.name]
    is_told = kind.name in told
    return {
        "name": kind.name,
        "key": f"fact-{kind.name}",
        "title": kind.title,
        "type": kind.type,
        "text": typed_now.get(f"fact-{kind.name}", typed(value)),
        "choices": _choices(kind, law),
        "is_told": is_told,
        "source": facts.sources.get(kind.name, "") if value is not UNKNOWN else "",
        "is_asked": question.is_asked(facts) or (value is not UNKNOWN and value is not None),
        "hint": {"date": "2024-03 / 2024-03-05", "area": "6.42 亩 / 4280 ㎡"}.get(kind.type, ""),
    }


def _choices(kind: FactKind, law: Rulebook) -> list[tuple[str, str]]:
    if kind.type == "flag":
        return [("yes", str(_("Yes"))), ("no", str(_("No")))]
    if kind.codelist and kind.type == "enum":
        return [(one.value, one.label) for one in law.codelist(kind.codelist)]
    return []


def _paper_fields(place: int, row: Mapping[str, str], law: Rulebook) -> dict[str, Any]:
    return {
        "number": place + 1,
        "is_blank": not row.get("kind"),
        "title": " ".join(
            part for part in (_label(law, "paper_kind", row.get("kind", "")), row.get("number", "")) if part
        ),
        "fields": [
            {
                "key": f"paper-{place}-{name}",
                "title": PAPER_WORDS[name][-1],
                "text": row.get(name, ""),
                "choices": [(one.value, one.label) for one in law.codelist(_PAPER_LISTS[name])]
                if name in _PAPER_LISTS
                else [],
                "hint": _PAPER_HINTS.get(name, ""),
            }
            for name in PAPER_FIELDS
        ],
    }  # fmt: skip


def _label(law: Rulebook, codelist: str, value: str) -> str:
    entry = law.codelist(codelist).by_value.get(value)
    return entry.label if entry else ""


def _said(judgement: Judgement, problems: Any, law: Rulebook, before: Judgement | None) -> dict[str, Any]:
    """Return what the side of the sheet shows: answers, what is missing, what objects, which questions are asked."""
    facts = judgement.facts
    answers = []
    for name in _SHOWN:
        value = facts[name]
        if value is UNKNOWN or value is None or value in ((), "none"):
            continue
        words = in_words(name, value, law)
        old = "" if before is None else in_words(name, before.facts[name], law)
        answers.append({"title": law.vocabulary[name].title, "value": words, "before": old if old != words else ""})
    asked = [name for name, question in sheet_of(law).questions.items() if question.is_asked(facts)]
    return {
        "answers": answers,
        "said_sentence": sentences(judgement, law)[0],
        "said_because": [one.because for one in judgement.decisions if one.table in _DECIDING and one.because],
        "said_missing": judgement.missing,
        "said_problems": problems,
        "proposal_word": PROPOSAL,
        "asked": " ".join(asked),
        "is_preview": before is not None,
        "faults": [],
    }


def _line(statement: Any, law: Rulebook) -> dict[str, Any]:
    kind = law.vocabulary[statement.fact]
    return {
        "title": kind.title,
        "value": "" if statement.is_withdrawn else in_words(kind.name, value_from_wire(statement.value), law),
        "is_withdrawn": statement.is_withdrawn,
        "is_current": statement.is_current,
        "origin": statement.get_origin_display(),
        "source": statement.source,
        "who": statement.by.name,
        "at": statement.at,
    }
