"""What people told of a patch, as a comparison keeps it and as the engine of law takes it.

A comparison keeps ``{name: {"value": wire, "source": words}}``; the papers stand under ``approvals`` and come beside
those of the disc. What was told of a patch goes with it into every later comparison, and to the parts made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tuban.inspect.facts import Told
from tuban.rules.facts_wire import value_from_wire
from tuban.values.area import Area
from tuban.values.facts import Facts
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.models import Descent, Patch

PAPERS = "approvals"
TellingOf = Mapping[str, Mapping[str, Any]]


def as_told(telling: TellingOf) -> Told:
    """Return what the engine of law takes."""
    values = {name: value_from_wire(one["value"]) for name, one in telling.items()}
    papers = values.pop(PAPERS, None) or ()
    return Told(Facts(values, {name: str(telling[name]["source"]) for name in values}), tuple(papers))


def told_of(patches: Iterable[Patch]) -> dict[int, TellingOf]:
    """Return what was told of each patch that something was told of; a patch that was not compared yet bears what was
    told of all patches that it was made of alike."""
    keys = [patch.pk for patch in patches]
    known = dict(Comparison.objects.filter(patch__in=keys, is_current=True).values_list("patch_id", "told"))
    found: dict[int, TellingOf] = {key: told for key, told in known.items() if told}
    made_of: dict[int, list[int]] = {}
    for child, parent in Descent.objects.filter(child__in=[key for key in keys if key not in known]).values_list(
        "child_id", "parent_id"
    ):
        made_of.setdefault(child, []).append(parent)
    parents = {one for own in made_of.values() for one in own}
    inherited = dict(Comparison.objects.filter(patch__in=parents, is_current=True).values_list("patch_id", "told"))
    for child, own in made_of.items():
        shared = _shared([inherited.get(one, {}) for one in own])
        if shared:
            found[child] = shared
    return found


def _shared(tellings: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what all tell alike, but for areas and papers with one: they are of a shape that is no more."""
    first, *others = tellings
    return {
        name: one
        for name, one in first.items()
        if all(other.get(name, {}).get("value") == one["value"] for other in others)
        and name != PAPERS
        and not isinstance(value_from_wire(one["value"]), Area)
    }
