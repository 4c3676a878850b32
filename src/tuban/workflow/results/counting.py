"""What the office counts, in the place of what the disc alone says: its patches as they are now, by their findings.

A part whose finding a person took counts by it, with the area that it counts. Of every other part the facts as the
office knows them are judged by the law in force: that is a proposal, and no finding. Patches that were split, merged or
added since the disc was loaded count as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from django.utils import timezone

from tuban.inspect.judging import JudgedPart
from tuban.inspect.records import read_records
from tuban.inspect.run import Inspection
from tuban.inspect.whole import whole_of
from tuban.jobs.work import Run
from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_geometries
from tuban.rules.checks import check_part
from tuban.rules.decision import Judgement
from tuban.rules.facts_wire import facts_as_wire, facts_from_wire
from tuban.rules.judgement import judge
from tuban.rules.rulebook import Rulebook
from tuban.values.facts import Facts
from tuban.values.language import gettext as _
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.considering import raw_facts
from tuban.workflow.review.counting import current_findings
from tuban.workflow.review.findings.queries import judgement_of_finding

_AT_ONCE = 500
PartKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AsCounted:
    """An inspection as the office counts it, and when the records were read.

    ``taken`` parts count by their finding, ``proposed`` ones by a proposal only, ``not_compared`` patches nowhere yet.
    """

    inspection: Inspection
    read_at: datetime
    taken: int
    proposed: int
    not_compared: int


def as_counted(run: Run, inspection: Inspection, campaign: Campaign, law: Rulebook) -> AsCounted:
    """Return the inspection of a disc with the patches of the office in the place of those of the disc."""
    read_at = timezone.now()
    run.progress(_("Reading findings and proposals"), 0, 0)
    on_disc = {part.key: part for part in inspection.parts}
    parts = sorted(_parts(campaign, on_disc, inspection, law), key=lambda part: part.key)
    judgements = [part.judgement for part in parts]
    taken = sum(one.is_taken for one in judgements)
    active = Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE).count()
    disc = inspection.disc
    earlier = None
    if "earlier_patches" in disc.layers:
        earlier = list(read_records(disc.layers["earlier_patches"], disc.field_types["earlier_patches"]))
    whole = whole_of(
        disc, judgements, law, inspection.context, registers=inspection.registers, growth=inspection.growth,
        earlier=earlier, progress=run.progress,
    )  # fmt: skip
    problems = [one for judgement in judgements for one in check_part(judgement, law, campaign=inspection.context)]
    problems += whole.problems
    counted = replace(
        inspection, parts=tuple(parts), units=whole.units, ratios=whole.ratios, figures=whole.figures,
        forms=whole.forms, totals=whole.totals,
        problems=tuple(sorted(problems, key=lambda one: (one.patch_number, one.part_number, one.rule, one.message))),
    )  # fmt: skip
    return AsCounted(counted, read_at, taken, len(parts) - taken, active - len(parts))


def _parts(
    campaign: Campaign, on_disc: Mapping[PartKey, JudgedPart], inspection: Inspection, law: Rulebook
) -> Iterator[JudgedPart]:
    """Yield every patch of the office that was compared, with what it counts as."""
    epsg = inspection.disc.campaign.epsg
    findings = {one.patch_id: one for one in current_findings(campaign).select_related("comparison")}
    for patch, facts, sources in _compared(campaign):
        known = on_disc.get((patch.number, patch.part_number))
        found = findings.get(patch.pk)
        if found is not None:
            judgement = judgement_of_finding(found)
        else:
            judgement = _proposed(facts, sources, known, inspection, law)
        yield JudgedPart(_shape(patch, judgement.facts, known, epsg), judgement)


def _compared(campaign: Campaign) -> Iterator[tuple[Patch, dict[str, Any], dict[str, Any]]]:
    rows = Comparison.objects.filter(patch__campaign=campaign, patch__fate=Fate.ACTIVE, is_current=True)
    for one in rows.select_related("patch").only("patch", "facts", "sources").iterator(chunk_size=_AT_ONCE):
        yield one.patch, one.facts, one.sources


def _proposed(
    wire: dict[str, Any], sources: dict[str, Any], known: JudgedPart | None, inspection: Inspection, law: Rulebook
) -> Judgement:
    """Return what the law in force proposes for a part on the facts that the office knows of it."""
    facts = raw_facts(facts_from_wire(wire, sources), law)
    if known is not None and facts_as_wire(facts) == facts_as_wire(raw_facts(known.facts, law)):
        return known.judgement  # nobody knows more than the disc: it was judged a moment ago
    return judge(facts, law, campaign=inspection.context)


def _shape(patch: Patch, facts: Facts, known: JudgedPart | None, epsg: int) -> Any:
    """Return the outline of a part in the working system: that of the disc where it is still the same."""
    if known is not None and known.facts["geometry_area"] == facts["geometry_area"]:
        return known.geometry
    own = shapely.from_wkb(bytes(patch.geometry.wkb))
    return transform_geometries(np.array([own], dtype=object), GEOGRAPHIC_EPSG, epsg)[0]
