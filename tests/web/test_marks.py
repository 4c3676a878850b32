"""One set of marks: what lists, dossiers, the map, its legend and every sheet draw is the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tuban.render.state_style import mark_named, mark_of_stage
from tuban.web.map.marks import legend, marks
from tuban.web.templatetags.bundle import mark
from tuban.workflow.comparison.lawbook import state_of

TOKENS = Path(__file__).parents[2] / "frontend/shared/tokens.css"
NO_COUNTS = {"finding": {}, "state": {}}


def test_a_list_draws_a_finding_as_the_map_does():
    assert legend().marks
    for finding, drawn in legend().marks.items():
        assert mark_named(state_of(finding)) == drawn
        assert drawn.path in mark(state_of(finding))
        assert drawn.edge in mark(state_of(finding))


@pytest.mark.parametrize("by", ["finding", "state"])
def test_no_two_marks_of_a_legend_have_the_same_shape(by):
    told = marks(NO_COUNTS)[by]
    assert len({one["path"] for one in told}) == len(told)


@pytest.mark.parametrize("by", ["finding", "state"])
def test_every_mark_of_a_legend_stands_out_on_paper(by):
    for one in marks(NO_COUNTS)[by]:
        assert contrast_with_white(one["edge"]) >= 3.0, one["value"]


def test_the_colours_of_the_pages_are_those_of_the_marks():
    light = TOKENS.read_text(encoding="utf-8").partition("[data-theme")[0]
    told = dict(re.findall(r"--state-([\w-]+): (#\w{6});", light))
    drawn = {name: mark_named(name.replace("-", "_")) for name in told if name != "overdue"}
    assert {name: one.colour for name, one in drawn.items() if one} == {
        name: colour for name, colour in told.items() if name != "overdue"
    }


def test_a_stage_that_nobody_knows_looks_as_issued():
    assert mark_of_stage("elsewhere") == mark_named("issued")


def contrast_with_white(colour: str) -> float:
    """The contrast of a colour with white, as WCAG counts it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
