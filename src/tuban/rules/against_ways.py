"""Where a way of rectification and the penalty upon one patch do not go together, by the lawbook."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tuban.rules.instruments import cited
from tuban.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Against:
    """A way that does not go with the penalty: why in words, and what that rests on. ``is_unknown``: nobody has said
    yet what is imposed, so that nobody can tell."""

    way: str
    says: str
    cites: tuple[str, ...]
    is_unknown: bool = False


def against(ways: Collection[str], items: Collection[str] | None, rulebook: Rulebook) -> tuple[Against, ...]:
    """Return where the ways that stand for a patch and the items of its penalty do not go together. ``items`` are words
    of the code list ``penalty_item``: None where a case runs that has said nothing of the patch yet."""
    node = rulebook.cases.mapping("against_ways").only(required=("open", "unknown", "cites", "pairs"))
    cites = cited(node, rulebook.instruments)
    standing = sorted(ways)
    if items is None:
        unknown = node.text("unknown")
        return tuple(Against(one, unknown, cites, is_unknown=True) for one in standing if one in node.texts("open"))
    known = rulebook.codelist("penalty_item").values
    found = []
    for pair in node.sequence("pairs"):
        pair.only(required=("ways", "item", "says"), optional=("with", "without"))
        item = pair.word("item", known)
        is_met = {item, pair.word("with", known, item)} <= set(items) and pair.word("without", known, "") not in items
        if is_met:
            found += [Against(one, pair.text("says"), cites) for one in standing if one in pair.texts("ways")]
    return tuple(found)
