"""The papers that the lawbook has for a case."""

from __future__ import annotations

from tuban.rules.case_papers import Template, template
from tuban.rules.rulebook import NoSuchPart, Rulebook
from tuban.values.errors import TubanError


class NoSuchPaper(TubanError):
    """Cases have no paper “{name}”."""

    code = "cases.no_such_paper"
    hint = "Take one of the papers that the page of the case shows."


def template_of(rulebook: Rulebook, name: str) -> Template:
    """Return a paper by its name; raises NoSuchPaper."""
    try:
        return template(rulebook, name)
    except NoSuchPart:
        raise NoSuchPaper(name=name) from None
