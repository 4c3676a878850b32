"""What must stand before anything is reported or published: signatures and complete areas (R35, R40)."""

from __future__ import annotations

from collections.abc import Iterator

from tuban.rules.checks.registry import Breach, CampaignAsking, PartAsking, campaign_rule, part_rule
from tuban.values.facts import Unknown


@campaign_rule("R35")
def forms_are_signed(ask: CampaignAsking) -> Iterator[Breach]:
    """Filler, checker and leader have signed every form."""
    roles = ask.rule.data["roles"]
    signatures = ask.totals.signatures
    if isinstance(signatures, Unknown):
        yield from ask.unknown("、".join(roles.values()))
        return
    titles = [form.title for form in ask.totals.forms] if not isinstance(ask.totals.forms, Unknown) else []
    for title in dict.fromkeys((*titles, *signatures)):
        missing = [label for role, label in roles.items() if not signatures.get(title, {}).get(role)]
        if missing:
            yield Breach("unsigned", {"form": title, "roles": "、".join(missing)})


@part_rule("R40")
def unlawful_part_has_its_cultivated_area(ask: PartAsking) -> Iterator[Breach]:
    """The ratio must not be published while an unlawful part lacks its cultivated area."""
    if ask.finding == "unlawful":
        yield from ask.unknown(*ask.empty("counted_cultivated_area"))
