"""How patches look on the map, told to the page as data: by what is proposed, or by where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from tuban.render.maps.patches import Legend
from tuban.render.state_style import Mark, mark_of_stage
from tuban.rules.rulebook import Rulebook
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.patches.states import State


def lawbook() -> Rulebook:
    """Return the lawbook of the product, whose words the map uses."""
    return rulebook_of(None)


@cache
def legend() -> Legend:
    """Return labels and marks of the findings."""
    return Legend.of(lawbook())


def marks(counts: Mapping[str, Mapping[str, int]]) -> dict[str, list[dict[str, Any]]]:
    """Return the marks by ``finding`` and by ``state``, each with its word and how many patches bear it."""
    findings = [_mark("", _("Nothing proposed"), mark_of_stage("issued"))]
    findings += [_mark(value, label, legend().marks[value]) for value, label in legend().labels.items()]
    states = [_mark(state.value, str(state.label), mark_of_stage(state.value)) for state in State]
    told = {"finding": findings, "state": states}
    return {by: [{**one, "count": counts[by].get(one["value"], 0)} for one in own] for by, own in told.items()}


def _mark(value: str, label: str, mark: Mark) -> dict[str, Any]:
    return {
        "value": value, "label": label, "colour": mark.colour, "edge": mark.edge, "path": mark.path, "fill": mark.fill,
        "hatch": mark.hatch, "line": mark.line, "dashed": mark.dashed, "rank": mark.rank,
    }  # fmt: skip
