"""The form of a package: what the lawbook asks in the field, so that a device needs no lawbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuban.rules.fact_values import NO_WORDS, NONE_WORDS, UNKNOWN_WORDS, YES_WORDS
from tuban.rules.rulebook import Rulebook
from tuban.rules.telling import Question, sheet_of
from tuban.workflow.survey.entering import typed

PAPERS = "papers"


def form_of(law: Rulebook) -> dict[str, Any]:
    """Return the sheet with its conditions, the kinds of its facts, their code lists, and the words for none, unknown,
    yes and no. Papers are told in the office."""
    sheet = sheet_of(law)
    asked = {name: one for name, one in sheet.questions.items() if one.kind.type != PAPERS}
    kinds = {name: one.kind for name, one in asked.items()}
    lists = sorted({kind.codelist for kind in kinds.values() if kind.codelist})
    return {
        "title": sheet.title,
        "lawbook": law.edition,
        "sections": [
            {"title": section.title, "facts": [_asked(one) for one in section.questions if one.kind.name in asked]}
            for section in sheet.sections
            if any(one.kind.name in asked for one in section.questions)
        ],
        "facts": {
            name: {
                "title": kind.title, "type": kind.type, "unit": kind.unit, "codelist": kind.codelist,
                "made_by": kind.made_by,
            }
            for name, kind in kinds.items()
        },
        "codelists": {name: _list(law, name) for name in lists},
        "words": {
            "none": list(NONE_WORDS), "unknown": list(UNKNOWN_WORDS), "yes": list(YES_WORDS), "no": list(NO_WORDS),
        },
    }  # fmt: skip


def _asked(question: Question) -> dict[str, Any]:
    when = {name: [typed(value) for value in values] for name, values in question.when.items()}
    return {"fact": question.kind.name, **({"when": when} if when else {})}


def _list(law: Rulebook, name: str) -> Mapping[str, Any]:
    found = law.codelist(name)
    return {
        "title": found.title,
        "entries": [{"value": one.value, "label": one.label, "aliases": list(one.aliases)} for one in found.entries],
    }
