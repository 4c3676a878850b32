"""Filing (立案): what is asked before a case is filed, as the lawbook has it."""

from __future__ import annotations

from tuban.rules.procedures import Named, named
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import LawbookFault

CONDITIONS = ("offender", "violation", "punishable", "jurisdiction", "in_time")
"""The conditions that the product can answer."""


class ConditionUnknown(LawbookFault):
    """{where}: nothing answers the condition “{name}”."""

    code = "lawbook.condition_unknown"
    hint = "The conditions are offender, violation, punishable, jurisdiction and in_time."


def conditions(rulebook: Rulebook) -> dict[str, Named]:
    """Return the conditions by their names, in the order of the lawbook; raises LawbookFault."""
    if "cases" not in rulebook.understood:
        node = rulebook.cases.only(
            required=("title", "cites", "conditions", "provisions", "against_ways", "wording", "fields")
        )  # fmt: skip
        found = {one.id: one for one in (named(entry, rulebook) for entry in node.sequence("conditions"))}
        for name in found:
            if name not in CONDITIONS:
                raise ConditionUnknown(where=node.where("conditions"), name=name)
        rulebook.understood["cases"] = found
    read: dict[str, Named] = rulebook.understood["cases"]
    return read
