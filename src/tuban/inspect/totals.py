"""What the campaign as a whole states about itself: counts, CRS, quota, the year's change survey, the patrol ledger.

The rule catalogue holds the parts against these (rules R05–R07, R38).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tuban.inspect.disc import Disc
from tuban.inspect.facts import Registers
from tuban.inspect.records import Record
from tuban.inspect.survey_change import SurveyGrowth
from tuban.rules.checks import CampaignTotals, Quota
from tuban.rules.forms.filled import FilledForm
from tuban.values.area import Area
from tuban.values.facts import UNKNOWN


def campaign_totals(
    disc: Disc,
    registers: Registers,
    growth: SurveyGrowth | None,
    *,
    quota: Sequence[Record] | None,
    earlier: Sequence[Record] | None,
    forms: tuple[FilledForm, ...],
) -> CampaignTotals:
    """Gather what the disc states; ``quota`` and ``earlier`` are None where the disc has no such list.

    ``growth`` is the overlay of both surveys, None where the disc lacks one.
    """
    files = [layer for layers in disc.layers.values() for layer in layers if layer.path.suffix == ".parquet"]
    declared = {layer.source_file: layer.declared_count for layer in files if layer.declared_count is not None}
    return CampaignTotals(
        declared_counts=declared or UNKNOWN,
        loaded_counts={layer.source_file: layer.source_count for layer in files},
        crs_by_file={layer.source_file: layer.source_epsg for layer in disc.layers["patches"]},
        earlier_numbers=UNKNOWN if earlier is None else frozenset(str(one.get("number")) for one in earlier),
        quotas=UNKNOWN if quota is None else _quotas(quota),
        survey_new_construction=UNKNOWN if growth is None else growth.by_county(),
        patrol_numbers=UNKNOWN if registers.patrol is None else frozenset(registers.patrol),
        forms=forms,
    )


def _quotas(rows: Iterable[Record]) -> dict[str, Quota]:
    return {
        str(row.get("county_code")): Quota(row.get("area"), row.get("cultivated_area", UNKNOWN))
        for row in rows
        if isinstance(row.get("area"), Area)
    }
