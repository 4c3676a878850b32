"""``tuban decide``: what the lawbook proposes for the facts of one file, and why (判定并说明理由)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from tuban.cli.law_options import law_options
from tuban.rules import rulebook as rulebooks
from tuban.rules.explain import sentences
from tuban.rules.fact_words import as_data, in_words
from tuban.rules.facts_file import FactsFile, read_facts
from tuban.rules.judgement import CampaignContext, Judgement, judge
from tuban.rules.rulebook import Rulebook
from tuban.values.dates import PartialDate
from tuban.values.errors import TubanError
from tuban.values.facts import UNKNOWN
from tuban.values.language import gettext as _

_HELP = _(
    """Judge the facts in FACTS.yaml by the lawbook and explain each answer in Chinese sentences.

Facts are named in English or by their Chinese titles; areas carry their unit (6.42 亩), dates may be 2024-03.
What is left out is unknown and never leads to a lawful finding; 无 says that there is none. A file may hold
several parts. Every answer is a proposal until a person signs.

\b
Examples:
  tuban decide FACTS.yaml
  tuban decide FACTS.yaml --year 2024 --region 990101
  tuban decide FACTS.yaml --json

\b
Exit codes: 0 every part was answered · 2 the file or the lawbook cannot be read"""
)


class NoCampaignYear(TubanError):
    """{file} does not say in which year's campaign its facts are judged."""

    code = "decide.no_campaign_year"
    hint = "Write “campaign: {{year: 2024}}” into the file, or give --year 2024: the year picks the law."


@click.command(help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("facts", metavar="FACTS.yaml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--year", type=int, metavar="YEAR", help=_("The year inspected; it picks the law that applies."))
@click.option("--region", metavar="CODE", help=_("The division that inspects; its own values prevail where they may."))
@law_options
@click.option("--json", "as_json", is_flag=True, help=_("Print everything for a machine."))
def decide(
    facts: Path, *, year: int | None, region: str | None, lawbook: Path | None, local: Path | None, as_json: bool
) -> None:
    """Judge a file of facts."""
    rulebook = rulebooks.load(lawbook, local=local)
    told = read_facts(facts, rulebook)
    campaign = _campaign(told, facts, year, region)
    judgements = [judge(part, rulebook, campaign=campaign) for part in told.parts]
    if as_json:
        parts = [_for_machines(one, rulebook) for one in judgements]
        document = {"edition": rulebook.edition, "campaign": _campaign_data(campaign), "parts": parts}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for index, one in enumerate(judgements):
        if index:
            click.echo("")
        click.echo("\n".join(sentences(one, rulebook)))


def _campaign(told: FactsFile, file: Path, year: int | None, region: str | None) -> CampaignContext:
    """Return the campaign: the options first, then the file, then the year of the use; never today."""
    named = told.campaign
    chosen = year or (named.year if named else None)
    if chosen is None:
        days = [part["image_after"] for part in told.parts] + [part["use_date"] for part in told.parts]
        years = [day.year for day in days if isinstance(day, PartialDate)]
        chosen = max(years, default=None)
    if chosen is None:
        raise NoCampaignYear(file=file.name)
    code = region or (named.region_code if named else "")
    if not code:
        counties = [part["county_code"] for part in told.parts]
        code = next((str(one) for one in counties if one is not UNKNOWN and one), "")
    return CampaignContext(year=chosen, region_code=code)


def _campaign_data(campaign: CampaignContext) -> dict[str, Any]:
    day: date = campaign.day
    return {"year": campaign.year, "region": campaign.region_code, "day": day.isoformat()}


def _for_machines(judgement: Judgement, rulebook: Rulebook) -> dict[str, Any]:
    facts = judgement.facts
    return {
        "patch_number": as_data(facts["patch_number"]),
        "part_number": as_data(facts["part_number"]),
        "finding": as_data(facts["finding"]),
        "finding_label": in_words("finding", facts["finding"], rulebook),
        "violation_type": as_data(facts["violation_type"]),
        "facts": {name: as_data(facts[name]) for name in sorted(facts)},
        "decisions": [
            {
                "table": one.table,
                "title": one.title,
                "rows": list(one.rows),
                "because": one.because,
                "answers": as_data(one.answers),
                "facts_used": as_data(one.facts_used),
                "presumed": list(one.presumed),
                "cites": list(one.cites),
                "citations": list(rulebook.citations(one.cites)),
                "parameters": [_parameter_data(value) for value in one.parameters],
            }
            for one in judgement.decisions
        ],
        "missing": [
            {"name": one.name, "title": one.title, "why": one.why, "settled_by": one.settled_by}
            for one in judgement.missing
        ],
        "sentences": sentences(judgement, rulebook),
    }


def _parameter_data(value: Any) -> dict[str, Any]:
    return {
        "path": value.path,
        "title": value.title,
        "value": as_data(value.value),
        "unit": value.unit,
        "layer": value.layer,
        "region": value.region,
        "cites": list(value.cites),
        "overrides": [
            {
                "layer": one.layer,
                "region": one.region,
                "value": as_data(one.value),
                "cites": list(one.cites),
                "refused": one.refused,
            }
            for one in value.passed
        ],
    }
