"""The reports of the practice county: every figure reckoned twice, and the bare county that knows next to nothing."""

from __future__ import annotations

import re

import pytest
from tests.rules.reports_reference import Reference, loose_numbers, stated

from tuban.inspect.disc.fields import roles
from tuban.rules.reports import About, Report, compose_reports
from tuban.rules.reports.composed import Case, Heading, Paragraph


def reports_of(inspection, rulebook) -> list[Report]:
    campaign = inspection.disc.campaign
    about = About(
        campaign.area_name, campaign.id, campaign.title, campaign.year, campaign.issuer, campaign.issued_on,
        inspection.context.day, rulebook.edition, "0" * 64, {name: role.title for name, role in roles().items()},
        inspection.disc.missing_roles,
    )  # fmt: skip
    judgements = [part.judgement for part in inspection.parts]
    return compose_reports(judgements, inspection.forms, inspection.figures, rulebook, about)


def text_of(report: Report) -> str:
    return "\n".join(b.text for b in (*report.opening, *report.blocks) if isinstance(b, Heading | Paragraph))


@pytest.fixture(scope="module")
def reports(inspection, rulebook) -> list[Report]:
    return reports_of(inspection, rulebook)


def test_every_figure_of_the_practice_county_is_what_its_parts_say(inspection, reports):
    cards = zip(inspection.parts, inspection.figures, strict=True)
    reference = Reference([(part.facts, dict(figures)) for part, figures in cards])
    checked = unchecked = 0
    for figure in (figure for report in reports for figure in stated(report)):
        expected = reference.value(figure)
        if expected is None:
            unchecked += 1
            continue
        assert figure.value == expected, figure.id
        checked += 1
    assert checked > 600
    assert unchecked < checked / 5


def test_no_number_of_the_practice_county_is_without_a_source(reports):
    for report in reports:
        assert loose_numbers(report) == []


def test_the_typical_cases_are_of_different_kinds_and_patches(reports):
    cases = [block for block in reports[1].blocks if isinstance(block, Case)]
    assert len(cases) == 6
    assert len({case.kind for case in cases}) == 6
    assert len({case.key[0] for case in cases}) == 6


def test_a_county_whose_offices_delivered_nothing_gets_honest_reports(bare_inspection, rulebook):
    reports = reports_of(bare_inspection, rulebook)
    for report in reports:
        assert loose_numbers(report) == []
        assert not re.search(r"(?<![\d.])0\.00%", text_of(report))
    assert "数据光盘未提供" in text_of(reports[0])
    assert "查处台账" in text_of(reports[1])
