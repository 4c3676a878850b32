"""Whether violations were found in time (发现率): by an own patrol, before the satellite saw them.

Counted over the violations that a person found; a patch counts once, whatever number of entries is its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_of_campaign
from tuban.workflow.patches.states import Fate, Source
from tuban.workflow.patrols.models import Match
from tuban.workflow.patrols.words import Answer, Channel

_UNLAWFUL = "unlawful"
KINDS = ("in_time", "told", "late", "missed")
"""Found by an own patrol before the satellite; told by others before it; seen only afterwards; not seen at all."""


@dataclass(slots=True)
class Discovery:
    """How the violations of a unit were found: patches and 亩 of each of the ``KINDS``, keys of the patches by kind."""

    code: str
    name: str
    patches: dict[str, list[int]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    mu: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(KINDS, Decimal(0)))

    @property
    def total(self) -> int:
        """All violations."""
        return sum(len(own) for own in self.patches.values())

    @property
    def total_mu(self) -> Decimal:
        """Their area in 亩."""
        return sum(self.mu.values(), start=Decimal(0))

    @property
    def rate(self) -> Decimal | None:
        """The share that was found in time, in hundredths, by count; None without a violation."""
        return _share(Decimal(len(self.patches["in_time"])), Decimal(self.total))

    @property
    def rate_mu(self) -> Decimal | None:
        """The same by area."""
        return _share(self.mu["in_time"], self.total_mu)


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (100 * part / whole).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else None


def discovery_of(by: Acting, campaign: Campaign) -> list[Discovery]:
    """Return how the violations of a campaign were found: all of them together first, then by township."""
    rows = patches_of_campaign(by, campaign.pk).filter(fate=Fate.ACTIVE, finding=_UNLAWFUL)
    own = list(rows.values_list("pk", "township_code", "township_name", "area_mu", "source"))
    kinds = kinds_of({key for key, *_rest in own})
    whole = Discovery("", "")
    units: dict[str, Discovery] = {}
    for key, code, name, mu, source in own:
        kind = kinds.get(key, "in_time" if source == Source.PATROL else "missed")
        for one in (whole, units.setdefault(code, Discovery(code, name))):
            one.patches[kind].append(key)
            one.mu[kind] += mu or Decimal(0)
    return [whole, *sorted(units.values(), key=lambda one: one.code)]


def kinds_of(patches: Iterable[int]) -> dict[int, str]:
    """Return how each patch that some entry is the place of was found; the others were missed."""
    rows = Match.objects.filter(answer=Answer.SAME, sighting__withdrawn_at=None)
    found: dict[int, str] = {}
    wanted = set(patches)
    for key, channel, before in rows.values_list("patch_id", "sighting__channel", "days_before"):
        if key not in wanted:
            continue
        is_early = before is None or before > 0
        own = channel == Channel.PATROL
        kind = ("in_time" if own else "told") if is_early else "late"
        found[key] = min(found.get(key, "missed"), kind, key=KINDS.index)
    return found


def patches_by_kind(by: Acting, campaign: Campaign, kind: str, code: str = "") -> list[Patch]:
    """Return the patches behind a figure, by number."""
    one = next((one for one in discovery_of(by, campaign) if one.code == code), None)
    keys = one.patches[kind] if one is not None and kind in KINDS else []
    rows = Patch.objects.filter(pk__in=keys).defer("geometry", "issued")
    return list(rows.order_by("number", "part_number"))


def open_matches(by: Acting, campaign: Campaign) -> int:
    """Return how many proposals of a campaign wait for a person."""
    rows = Match.objects.filter(
        answer=Answer.OPEN, sighting__withdrawn_at=None, patch__in=patches_of_campaign(by, campaign.pk)
    )
    return rows.count()
