"""What a file says of itself: campaign, filter in words, editions, when it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban import __version__
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.comparing import editions_of
from tuban.workflow.comparison.lawbook import label_of
from tuban.workflow.patches.deciding import Decided
from tuban.workflow.patches.queries.lists import Filter
from tuban.workflow.patches.states import Fate, Source, State


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a file: its title, what it was narrowed to, and the rest by name."""

    title: str
    filter: str
    facts: Mapping[str, str]

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        return "；".join((self.title, *(f"{name}：{value}" for name, value in self.facts.items())))


def about(campaign: Campaign | None, asked: Filter, *, total: int, epsg: int | None) -> About:
    """Return what a file of a campaign's patches says of itself; ``epsg`` is the system of its coordinates."""
    words = filter_in_words(asked)
    facts = {_("Filter"): words, _("Patches"): str(total)}
    if campaign is not None:
        facts[_("Campaign code")] = campaign.code
        facts[_("Division code")] = campaign.area_code
        facts[_("Lawbook edition")] = campaign.lawbook_edition
        facts[_("Layer editions")] = "、".join(dict.fromkeys(str(one) for one in editions_of(campaign)))
    if epsg is not None:
        facts[_("Coordinate system")] = f"EPSG:{epsg}"
    facts[_("Made at")] = timezone.localtime().isoformat(timespec="seconds")
    facts[_("Made by")] = f"Tuban {__version__}"
    facts[_("Note")] = _("What stands as proposed is no finding: findings are those that a person took.")
    return About(str(campaign) if campaign is not None else _("List of patches"), words, facts)


def filter_in_words(filter: Filter) -> str:
    """Return what a list was narrowed to, for the head of a file."""
    said = []
    if filter.finding:
        said.append(f"{_('Finding')}：{label_of('finding', filter.finding)}")
    if filter.decided:
        said.append(f"{_('Taken or proposed')}：{Decided(filter.decided).label}")
    if filter.proposed:
        said.append(f"{_('Proposed')}：{label_of('finding', filter.proposed)}")
    if filter.list:
        said.append(f"{_('Issued list')}：{label_of('patch_list', filter.list)}")
    if filter.township:
        said.append(f"{_('Township')}：{filter.township}")
    if filter.state:
        said.append(f"{_('Stage')}：{State(filter.state).label}")
    if filter.source:
        said.append(f"{_('Origin')}：{Source(filter.source).label}")
    if filter.text:
        said.append(f"{_('Search')}：{filter.text}")
    if filter.area_from is not None or filter.area_to is not None:
        said.append(f"{_('Area (mu)')}：{filter.area_from or 0}–{filter.area_to or ''}")
    if filter.fate != Fate.ACTIVE:
        said.append(f"{_('Record')}：{Fate(filter.fate).label}")
    flags = (
        (filter.is_overdue, _("Overdue")),
        (filter.is_missing_facts, _("Facts missing")),
        (filter.has_problems, _("Rules object")),
        (filter.has_conflicts, _("In conflict")),
        (filter.survey_comparison == "inconsistent", _("Differs from the change survey")),
        (filter.assigned == "me", _("Assigned to me")),
        (filter.assigned == "my_unit", _("My unit")),
        (filter.assigned == "nobody", _("Assigned to nobody")),
    )
    return "；".join([*said, *(str(word) for is_on, word in flags if is_on)]) or _("all patches")
