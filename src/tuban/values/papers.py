"""Papers that may make a use lawful: approvals, supplies, filings, certificates (用地手续)."""

from __future__ import annotations

from dataclasses import dataclass

from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Unknown

KINDS = (
    "conversion",  # 农用地转用
    "expropriation",  # 土地征收
    "supply",  # 供地
    "early_use",  # 先行用地
    "temporary",  # 临时用地
    "facility",  # 设施农用地备案
    "registration",  # 不动产登记
    "linkage",  # 城乡建设用地增减挂钩
    "mining_pilot",  # 采矿用地方式改革试点
    "hill_pilot",  # 低丘缓坡试点
    "housing",  # 保障性安居工程
    "disaster",  # 灾后重建
    "emergency",  # 紧急用地
)


@dataclass(frozen=True, slots=True)
class Paper:
    """One approval, supply, filing or certificate that touches a patch part.

    ``covered`` is the area of the part inside the paper's boundary, UNKNOWN where the paper has no boundary on the
    disc. ``approved`` and ``approved_cultivated`` are the areas the paper itself states. ``organ_level`` is one of
    state, ministry, province, city, county, township. A field that the paper leaves empty is None.
    """

    kind: str
    number: str | None
    organ: str | None = None
    organ_level: str | None = None
    date: PartialDate | None = None
    until: PartialDate | None = None
    approved: Area | None = None
    approved_cultivated: Area | None = None
    covered: Area | Unknown = UNKNOWN
    holder: str | None = None
    use: str | None = None
    method: str | None = None
    project: str | None = None
    source: str = ""
