"""What the lawbook says of supervision: ``lawbook/supervision.yaml`` and the parameters of draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from tuban.rules.campaign import CampaignContext
from tuban.rules.strict_yaml import StrictMapping, read_mapping
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.installed_lawbook import installed_lawbook
from tuban.workflow.supervision.models import Lot

FILE = "supervision.yaml"
REPORT_WORDS = (
    "open", "accepted", "rejected", "unknown", "draft", "to_write", "sources", "seal", "day", "remark", "patches",
    "between", "correction",
)  # fmt: skip
QUOTAS = ("unchanged", "agricultural_adjustment", "unlawful", "lawful")


@dataclass(frozen=True, slots=True)
class Item:
    """Something the lawbook asks for, with where it says so; ``asks`` are what a meeting speaks about."""

    id: str
    title: str
    cites: tuple[str, ...]
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """A document that a drawn patch is compared with: the roles of its layers on the disc, and what the comparison of
    the patch says of them."""

    id: str
    title: str
    cites: tuple[str, ...]
    layers: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the checklist."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ReportChapter:
    """A chapter of the report: sentences with figures in braces, and the list that follows them, where one does."""

    title: str
    texts: tuple[str, ...]
    list: str = ""


@dataclass(frozen=True, slots=True)
class ReportLaw:
    """The wording of the report; ``sources`` are what figures were taken from, each with the names of its figures;
    ``words`` are the fixed ones, by the names of :data:`REPORT_WORDS`."""

    title: str
    chapters: tuple[ReportChapter, ...]
    sources: tuple[tuple[str, frozenset[str]], ...]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the sheet of a second visit: its name, words and type as the pocket app knows them; whether the
    sheet cannot be sealed without it, and whether it is asked of new construction only."""

    fact: str
    title: str
    type: str
    codelist: str
    is_needed: bool
    of_building: bool


@dataclass(frozen=True, slots=True)
class SheetLaw:
    """The sheet of a second visit."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class FalsehoodLaw:
    """Which kinds of first records may be named false, and the sentences that say so in the report, with the evidence,
    and in the list of corrections."""

    kinds: Mapping[str, str]
    named: str
    evidence: str
    demand: str


@dataclass(frozen=True, slots=True)
class SupervisionLaw:
    """The checklist, the materials, the meetings, what a drawn patch is compared with, and the signs of risk."""

    title: str
    checklist: tuple[Chapter, ...]
    materials: tuple[Item, ...]
    meetings: Mapping[str, Item]
    compared: tuple[Compared, ...]
    signs: Mapping[str, str]
    report: ReportLaw
    sheet: SheetLaw
    falsehoods: FalsehoodLaw

    @property
    def items(self) -> dict[str, Item]:
        """The items of the checklist by their ids."""
        return {item.id: item for chapter in self.checklist for item in chapter.items}


@cache
def supervision_law() -> SupervisionLaw:
    """Return it, read once in each process. Raises LawbookFault."""
    node = read_mapping(Path(str(files("tuban.lawbook").joinpath(FILE))), shown_as=FILE)
    node.only(required=("cites", "title", "checklist", "materials", "meetings", "compared", "signs", "report",
                        "sheet", "falsehoods"))  # fmt: skip
    chapters = []
    for one in node.sequence("checklist"):
        one.only(required=("id", "title", "cites", "items"))
        chapters.append(Chapter(one.text("title"), tuple(_item(item) for item in one.sequence("items"))))
    meetings = [_item(one) for one in node.sequence("meetings")]
    return SupervisionLaw(
        node.mapping("title").only(required=("text", "cites")).text("text"), tuple(chapters),
        tuple(_item(one) for one in node.sequence("materials")), {one.id: one for one in meetings},
        tuple(_compared(one) for one in node.sequence("compared")),
        {one.id: one.title for one in map(_item, node.sequence("signs"))}, _report(node.mapping("report")),
        _sheet(node.mapping("sheet")), _falsehoods(node.mapping("falsehoods")),
    )  # fmt: skip


def _report(node: StrictMapping) -> ReportLaw:
    node.only(required=("title", "cites", "words", "chapters", "sources"))
    words = node.mapping("words").only(required=REPORT_WORDS)
    chapters, sources = [], []
    for one in node.sequence("chapters"):
        one.only(required=("title", "texts"), optional=("list",))
        chapters.append(ReportChapter(one.text("title"), tuple(one.texts("texts")), one.text("list", "")))
    for one in node.sequence("sources"):
        one.only(required=("figures", "text"))
        sources.append((one.text("text"), frozenset(one.texts("figures"))))
    return ReportLaw(
        node.text("title"), tuple(chapters), tuple(sources), {name: words.text(name) for name in REPORT_WORDS}
    )


def _sheet(node: StrictMapping) -> SheetLaw:
    node.only(required=("title", "cites", "questions"))
    questions = []
    for one in node.sequence("questions"):
        one.only(required=("fact", "title", "type", "needed"), optional=("codelist", "building"))
        questions.append(Question(
            one.text("fact"), one.text("title"), one.text("type"), one.text("codelist", ""), one.flag("needed"),
            one.flag("building", default=False),
        ))  # fmt: skip
    return SheetLaw(node.text("title"), tuple(questions))


def _falsehoods(node: StrictMapping) -> FalsehoodLaw:
    node.only(required=("cites", "kinds", "named", "evidence", "demand"))
    kinds = {one.id: one.title for one in map(_item, node.sequence("kinds"))}
    return FalsehoodLaw(kinds, node.text("named"), node.text("evidence"), node.text("demand"))


def _compared(node: StrictMapping) -> Compared:
    node.only(required=("id", "title", "cites", "layers", "facts"))
    return Compared(
        node.text("id"), node.text("title"), tuple(node.texts("cites")), tuple(node.texts("layers")),
        tuple(node.texts("facts")),
    )  # fmt: skip


def _item(node: StrictMapping) -> Item:
    node.only(required=("id", "title", "cites"), optional=("asks",))
    return Item(node.text("id"), node.text("title"), tuple(node.texts("cites")), node.text("asks", ""))


@dataclass(frozen=True, slots=True)
class DrawLaw:
    """The numbers of draws of a campaign: areas in 亩, shares of one, days. ``building`` are the findings that mean new
    construction; these have an area."""

    share: Fraction
    quotas: Mapping[str, int]
    files: int
    risk_factor: int
    risk_points: int
    risk_area: Fraction
    risk_days: int
    bad_share: Fraction
    confidence: Fraction
    most_bad: int
    area_share: Fraction
    area_least: Fraction
    building: frozenset[str]

    def kept(self) -> dict[str, Any]:
        """Return it as a lot keeps it: exact shares as text."""
        return {one.name: _kept(getattr(self, one.name)) for one in fields(self)}


def _kept(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    return sorted(value) if isinstance(value, frozenset) else value


def law_from(kept: Mapping[str, Any]) -> DrawLaw:
    """Return what :meth:`DrawLaw.kept` kept."""
    told = {name: Fraction(value) if isinstance(value, str) else value for name, value in kept.items()}
    return DrawLaw(**told | {"building": frozenset(kept["building"])})


def draw_law(campaign: Campaign) -> DrawLaw:
    """Return the numbers that hold for a campaign. Raises LawbookFault, NotInForce."""
    law = rulebook_of(campaign)
    day = CampaignContext(campaign.year, campaign.area_code).day

    def value(name: str, group: str = "sampling") -> Fraction:
        return Fraction(str(law.parameter(f"{group}/{name}", on=day, region=campaign.area_code).value))

    return DrawLaw(
        value("field_share"), {kind: int(value(f"quota_{kind}")) for kind in QUOTAS}, int(value("lawful_dossiers")),
        int(value("risk_factor")), int(value("risk_points")), value("risk_area"), int(value("risk_days")),
        value("bad_share"), value("confidence"), int(value("most_bad")), value("area_share"),
        value("area_tolerance", "checks"), building_findings(),
    )  # fmt: skip


def law_of(lot: Lot) -> DrawLaw:
    """Return the numbers that a lot was fixed with; a later lawbook changes none of them. Lots from before these were
    kept go by the lawbook of their campaign."""
    return law_from(lot.law) if lot.law else draw_law(lot.supervision.campaign)


def finding_titles() -> dict[str, str]:
    """Return the final findings of the lawbook with their names."""
    return {one.value: one.label for one in installed_lawbook().codelist("finding") if one.get("final") is True}


def building_findings() -> frozenset[str]:
    """Return the findings that mean new construction: these have an area."""
    return frozenset(
        one.value for one in installed_lawbook().codelist("finding") if one.get("new_construction") is True
    )
