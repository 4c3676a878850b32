"""Names the patches of the practice county on which the worked cases are played: ``python -m tests.journeys.worked``.

The last line are their numbers by what they are, as JSON.
"""

from __future__ import annotations

import json
from typing import Any

from tuban.site.opening import open_office

PLAIN = {
    "patch_list": "suspected", "ground_state": "new_construction", "approval_state": "none", "supply_state": "none",
    "basic_farmland_state": "none", "plan_state": "conforming", "base_state": "not_construction",
    "application_state": "none", "finding": "unlawful", "part_number": "",
}  # fmt: skip
KINDS: dict[str, dict[str, Any]] = {
    "plain": PLAIN,
    "unapproved": PLAIN | {"patch_list": "unapproved", "city_accepted_number": None},
    "on_basic_farmland": {"patch_list": "suspected", "ground_state": "facility_agriculture",
                          "basic_farmland_state": "some", "part_number": ""},
    "earlier_approved": {"patch_list": "earlier_approved", "ground_state": "new_construction", "part_number": "",
                         "approval_state": "full"},
    "against_list": {"patch_list": "unapproved", "approval_state": "full", "ground_state": "new_construction",
                     "finding": "manual"},
    "two_plans": {"plan_state": "mixed", "finding": "unlawful", "part_number": ""},
}  # fmt: skip


def find() -> dict[str, list[str]]:
    from tuban.rules.facts_wire import facts_from_wire
    from tuban.values.area import Area
    from tuban.workflow.comparison.models import Comparison

    found: dict[str, list[str]] = {kind: [] for kind in (*KINDS, "two_counties", "half_inside")}
    parts: dict[str, list[tuple[str, str]]] = {}
    rows = Comparison.objects.filter(is_current=True, patch__fate="active").select_related("patch")
    for row in rows.order_by("patch__number", "patch__part_number"):
        facts = facts_from_wire(row.facts, {})
        for kind, wanted in KINDS.items():
            if all(facts[name] == value for name, value in wanted.items()):
                found[kind].append(str(row.patch.uuid))
        across = facts["other_county_area"]
        if isinstance(across, Area) and across.square_metres:
            found["two_counties"].append(str(row.patch.uuid))
        if row.patch.part_number:
            parts.setdefault(row.patch.number, []).append((str(row.patch.uuid), str(facts["finding"])))
    for own in parts.values():
        if {finding for _uuid, finding in own} == {"lawful", "unlawful"}:
            found["half_inside"] += [uuid for uuid, _finding in sorted(own, key=lambda one: one[1])]
    return found


if __name__ == "__main__":
    open_office(practice=True)
    print(json.dumps(find()))
