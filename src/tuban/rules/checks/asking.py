"""Asking every rule of the catalogue, and turning what does not hold into problems that a person can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tuban.rules.campaign import CampaignContext
from tuban.rules.checks import (  # noqa: F401  (each family registers its rules when imported)
    areas,
    category,
    comparison,
    evidence,
    form_figures,
    geometry,
    numbers,
    procedure,
    publishing,
    rectification,
    special,
)
from tuban.rules.checks.catalogue import Catalogue, Rule, read_catalogue
from tuban.rules.checks.registry import (
    CAMPAIGN_RULES,
    PART_RULES,
    Breach,
    CampaignAsking,
    PartAsking,
    is_filled,
    part_key,
)
from tuban.rules.checks.totals import CampaignTotals
from tuban.rules.decision import Judgement
from tuban.rules.rulebook import Rulebook
from tuban.values.facts import Facts
from tuban.values.problems import Problem

_catalogues: dict[str, Catalogue] = {}


def catalogue_of(rulebook: Rulebook) -> Catalogue:
    """Return the catalogue of a rule book, read once per edition; raises LawbookFault."""
    if rulebook.edition not in _catalogues:
        _catalogues[rulebook.edition] = read_catalogue(rulebook)
    return _catalogues[rulebook.edition]


def check_part(judgement: Judgement, rulebook: Rulebook, *, campaign: CampaignContext) -> list[Problem]:
    """Return what does not hold in one patch part, in the order of the catalogue; ``campaign`` dates the tolerances.

    A fact that nobody told us is never a pass: where the catalogue says so it is a problem «缺…», else the rule is not
    asked.
    """
    facts = judgement.facts
    asked = _Parameters(rulebook, campaign)
    problems: list[Problem] = []
    for rule in catalogue_of(rulebook).rules.values():
        predicate = PART_RULES.get(rule.id)
        if predicate is not None:
            for breach in predicate(PartAsking(rule, rulebook, asked, judgement)):
                problems.append(_problem(rule, breach, breach.part or facts))
    return problems


def check_campaign(
    judgements: Iterable[Judgement], totals: CampaignTotals, rulebook: Rulebook, *, campaign: CampaignContext
) -> list[Problem]:
    """Return what does not hold in the campaign as a whole, in the order of the catalogue.

    Problems that concern one part carry its numbers; the others carry none. The parts' own problems come from
    :func:`check_part`.
    """
    parts: Sequence[Judgement] = tuple(judgements)
    asked = _Parameters(rulebook, campaign)
    problems: list[Problem] = []
    for rule in catalogue_of(rulebook).rules.values():
        predicate = CAMPAIGN_RULES.get(rule.id)
        if predicate is not None:
            for breach in predicate(CampaignAsking(rule, rulebook, asked, parts, totals)):
                problems.append(_problem(rule, breach, breach.part or Facts()))
    return problems


def part_breaches(
    judgement: Judgement, rule_id: str, rulebook: Rulebook, *, campaign: CampaignContext
) -> Iterator[Breach]:
    """Yield what one rule finds in one part, before it is put into words; nothing where it does not look at parts."""
    if (predicate := PART_RULES.get(rule_id)) is not None:
        rule = catalogue_of(rulebook)[rule_id]
        yield from predicate(PartAsking(rule, rulebook, _Parameters(rulebook, campaign), judgement))


def campaign_breaches(
    judgements: Sequence[Judgement], totals: CampaignTotals, rule_id: str, rulebook: Rulebook, *,
    campaign: CampaignContext,
) -> Iterator[Breach]:  # fmt: skip
    """Yield what one rule finds in the campaign, before it is put into words."""
    if (predicate := CAMPAIGN_RULES.get(rule_id)) is not None:
        rule = catalogue_of(rulebook)[rule_id]
        yield from predicate(CampaignAsking(rule, rulebook, _Parameters(rulebook, campaign), judgements, totals))


class _Parameters:
    """The parameters as they stand for one campaign."""

    def __init__(self, rulebook: Rulebook, campaign: CampaignContext) -> None:
        self.rulebook = rulebook
        self.campaign = campaign

    def __call__(self, path: str) -> Any:
        return self.rulebook.parameter(path, on=self.campaign.day, region=self.campaign.region_code).value


def _problem(rule: Rule, breach: Breach, facts: Facts) -> Problem:
    case = rule.cases[breach.case]
    about: Mapping[str, object] = {"title": rule.title, **breach.about}
    number, part = part_key(facts)
    township = facts["township_code"]
    return Problem(
        rule=rule.id,
        severity=case.severity,
        message=case.says.format(**about),
        settled_by=case.settled_by.format(**about),
        patch_number=number,
        part_number=part,
        township_code=str(township) if is_filled(township) else "",
        facts=breach.facts or rule.facts,
    )
