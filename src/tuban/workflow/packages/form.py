"""The form of a package: what the lawbook asks in the field, so that a device needs no lawbook."""

from __future__ import annotations

from typing import Any

from tuban.rules.rulebook import Rulebook
from tuban.rules.telling import Question, sheet_of
from tuban.workflow.survey.entering import typed

_FIELD = "field"


def form_of(law: Rulebook) -> dict[str, Any]:
    """Return the sheet with its questions, their conditions and code lists, as docs/reference/field-protocol.md
    writes it."""
    sheet = sheet_of(law)
    kinds = [one.kind for one in sheet.questions.values()]
    return {
        "title": sheet.title,
        "edition": law.edition,
        "cites": list(sheet.cites),
        "sections": [
            {"title": section.title, "questions": [_question(one) for one in section.questions]}
            for section in sheet.sections
        ],
        "codelists": {name: _entries(law, name) for name in sorted({kind.codelist for kind in kinds if kind.codelist})},
        "field": [kind.name for kind in kinds if kind.made_by == _FIELD],
    }


def _question(question: Question) -> dict[str, Any]:
    kind = question.kind
    when = {name: [typed(value) for value in values] for name, values in question.when.items()}
    told = {"fact": kind.name, "title": kind.title, "type": kind.type, "codelist": kind.codelist}
    return {**told, "when": when} if when else told


def _entries(law: Rulebook, name: str) -> list[dict[str, Any]]:
    return [
        {"value": one.value, "label": one.label, "aliases": list(one.aliases)} for one in law.codelist(name).entries
    ]
