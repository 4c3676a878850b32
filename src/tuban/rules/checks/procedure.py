"""Applications, approvals and their order in time (R14, R16, R17, R20, R23, R24)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from tuban.rules.checks.registry import Breach, CampaignAsking, PartAsking, campaign_rule, is_filled, part_rule
from tuban.values.area import Area, total
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Unknown
from tuban.values.papers import Paper

ACCEPTED = ("city_accepted_on", "province_accepted_on", "ministry_accepted_on")
_ACCEPTANCE = (*ACCEPTED, "city_accepted_number", "province_accepted_number", "ministry_accepted_number")
LAWFUL_KINDS = (
    "conversion",
    "supply",
    "registration",
    "early_use",
    "linkage",
    "mining_pilot",
    "hill_pilot",
    "housing",
    "disaster",
    "emergency",
)
_STATE_PILOTS = ("linkage", "mining_pilot", "hill_pilot")


def _date(ask: PartAsking, name: str) -> PartialDate | None:
    value = ask.facts[name]
    return value if isinstance(value, PartialDate) else None


def _conversion_kinds(ask: PartAsking) -> tuple[str, ...]:
    """Return the kinds of papers that count as a conversion of agricultural land."""
    return tuple(ask.parameters("approval/conversion_kinds"))


@part_rule("R14")
def dates_are_in_order(ask: PartAsking) -> Iterator[Breach]:
    """City before province before ministry, acceptance before approval, and use not long before the images."""
    yield from ask.unknown(*ask.lacking("use_date", *ACCEPTED))
    accepted = [(name, date) for name in ACCEPTED if (date := _date(ask, name)) is not None]
    for (earlier, first), (later, second) in pairwise(accepted):
        if first.before(second) is False:
            about = {"earlier": ask.title(earlier), "first": first, "later": ask.title(later), "second": second}
            yield Breach("acceptance", about, (earlier, later))
    approvals = ask.papers("conversion")
    dates = [] if isinstance(approvals, Unknown) else [paper.date for paper in approvals if paper.date]
    for name, date in accepted:
        if dates and all(approved.before(date) for approved in dates):
            about = {"accepted": ask.title(name), "date": date, "approved": max(dates, key=lambda one: one.latest)}
            yield Breach("approved_first", about, (name, "approvals"))
    used, image = _date(ask, "use_date"), _date(ask, "image_before")
    if used and image and ask.is_new_construction:
        margin = timedelta(days=int(ask.parameters("checks/use_before_image_days")))
        if used.latest < image.earliest - margin:
            yield Breach("used_long_before", {"used": used, "image": image}, ("use_date", "image_before"))


@part_rule("R16")
def lawful_use_has_its_approval(ask: PartAsking) -> Iterator[Breach]:
    """Lawful use rests on at least one complete approval that is large enough."""
    if ask.finding != "lawful":
        return
    papers = ask.papers(*LAWFUL_KINDS)
    if isinstance(papers, Unknown):
        yield from ask.unknown("approvals")
        return
    if not papers:
        yield Breach("none", facts=("finding", "approvals"))
        return
    gaps = [_gaps(ask, paper) for paper in papers]
    if all(gaps):
        paper, missing = min(zip(papers, gaps, strict=True), key=lambda pair: len(pair[1]))
        about = {"kind": ask.label("paper_kind", paper.kind), "missing": "、".join(missing)}
        yield Breach("incomplete", about, ("approvals",))
    yield from _over_approval(ask, papers)


def _gaps(ask: PartAsking, paper: Paper) -> list[str]:
    """Return the Chinese names of the fields that this paper needs and leaves empty."""
    needs = ask.rule.data["needs"]
    names = ask.rule.data["names"]
    return [names[name] for name in needs.get(paper.kind, needs["other"]) if not is_filled(getattr(paper, name))]


def _over_approval(ask: PartAsking, papers: Sequence[Paper]) -> Iterator[Breach]:
    used = ask.area("counted_area")
    for kind in ("conversion", "supply"):
        approved = [paper.approved for paper in papers if paper.kind == kind]
        known = [area for area in approved if area is not None]
        if used is None or not known or len(known) < len(approved):
            continue
        if used > total(known) + ask.tolerance:
            about = {"used": used, "approved": total(known), "kind": ask.label("paper_kind", kind)}
            yield Breach("beyond", about, ("counted_area", "approvals"))


@part_rule("R17")
def lawful_use_follows_its_approval(ask: PartAsking) -> Iterator[Breach]:
    """Lawful use began after the approval, unless the ministry allowed early use (先行用地)."""
    if ask.finding != "lawful":
        return
    papers = ask.papers(*_conversion_kinds(ask))
    used = _date(ask, "use_date")
    if isinstance(papers, Unknown) or used is None:
        yield from ask.unknown(*(["use_date"] if used is None else ["approvals"]))
        return
    dates = [paper.date for paper in papers if paper.date]
    if not dates or _early_use_allowed(ask, used):
        return
    order = [date.before(used) or date == used for date in dates]
    about = {"used": used, "approved": min(dates, key=lambda date: date.earliest)}
    if all(used.before(date) for date in dates):
        yield Breach("used_first", about)
    elif not any(order):
        yield Breach("unclear", about)


def _early_use_allowed(ask: PartAsking, used: PartialDate) -> bool:
    papers = ask.papers("early_use")
    if isinstance(papers, Unknown):
        return False
    levels = set(ask.parameters("approval/early_use_levels"))
    return any(
        paper.organ_level in levels and paper.date is not None and (paper.date.before(used) or paper.date == used)
        for paper in papers
    )


@part_rule("R20")
def leaf_agrees_with_the_procedure(ask: PartAsking) -> Iterator[Breach]:
    """边报边用 has an application, 未报即用 none when the use began, 未供即用 a conversion and no supply."""
    leaf = ask.facts["violation_type"]
    if leaf in ("used_while_applying", "used_without_applying"):
        applied = any(is_filled(ask.facts[name]) for name in _ACCEPTANCE)
        if applied and leaf == "used_without_applying":
            if not _applied_after_use(ask):
                yield Breach("applied", facts=_ACCEPTANCE)
        elif not applied and ask.lacking(*ACCEPTED):
            yield from ask.unknown(*ask.lacking(*ACCEPTED))
        elif not applied and leaf == "used_while_applying":
            yield Breach("not_applied", facts=_ACCEPTANCE)
    elif leaf == "used_without_supply":
        conversion, supply = ask.papers(*_conversion_kinds(ask)), ask.papers("supply")
        if isinstance(conversion, Unknown) or isinstance(supply, Unknown):
            yield from ask.unknown("approvals")
            return
        if not conversion and ask.facts["approval_state"] != "not_needed":
            yield Breach("no_conversion", facts=("approvals",))
        in_time = [paper for paper in supply if not _given_after_use(ask, paper)]
        if in_time and ask.facts["supply_state"] not in ("none", "partial"):
            yield Breach("supplied", {"number": in_time[0].number or "—"}, ("approvals",))


def _applied_after_use(ask: PartAsking) -> bool:
    """Whether every acceptance is dated after the use began: then nothing had been applied for when it began."""
    used = _date(ask, "use_date")
    dates = [date for name in ACCEPTED if (date := _date(ask, name)) is not None]
    return used is not None and bool(dates) and all(used.before(date) is True for date in dates)


def _given_after_use(ask: PartAsking, paper: Paper) -> bool:
    used = _date(ask, "use_date")
    return used is not None and paper.date is not None and used.before(paper.date) is True


@part_rule("R23")
def special_procedures_have_their_documents(ask: PartAsking) -> Iterator[Breach]:
    """Pilots, 增减挂钩, 保障房, 灾后重建 and emergency use name their document."""
    papers = ask.papers(*(kind for kind in LAWFUL_KINDS if kind in ask.rule.data["kinds"]))
    if isinstance(papers, Unknown):
        yield from ask.unknown("approvals")
    else:
        for paper in papers:
            if not is_filled(paper.number):
                yield Breach("no_number", {"kind": ask.label("paper_kind", paper.kind)}, ("approvals",))
    if ask.facts["emergency_use"] is True and not is_filled(ask.facts["emergency_proof"]):
        proofs = ask.papers("emergency")
        if isinstance(proofs, Unknown) or not proofs:
            yield Breach("no_proof", facts=("emergency_use", "emergency_proof"))


@campaign_rule("R23")
def linkage_is_filed_with_the_ministry(ask: CampaignAsking) -> Iterator[Breach]:
    """Every 增减挂钩 project that a part rests on is filed with the ministry."""
    filings = ask.totals.linkage_filings
    for facts in ask.parts():
        for paper in _papers(facts["approvals"]):
            if paper.kind == "linkage" and is_filled(paper.number):
                if isinstance(filings, Unknown):
                    yield from ask.unknown("增减挂钩在部备案清单", facts)
                elif paper.number not in filings:
                    yield Breach("not_filed", {"number": paper.number}, ("approvals",), facts)


@part_rule("R24")
def lawful_land_has_its_records(ask: PartAsking) -> Iterator[Breach]:
    """Lawful land has its conversion record, and early use was allowed by the ministry."""
    early = ask.papers("early_use")
    if not isinstance(early, Unknown):
        levels = set(ask.parameters("approval/early_use_levels"))
        for paper in early:
            if paper.organ_level not in levels:
                about = {"number": paper.number or "—", "organ": paper.organ or "—"}
                yield Breach("early_use_organ", about, ("approvals",))
    if ask.finding != "lawful":
        return
    conversion = ask.papers(*_conversion_kinds(ask))
    if isinstance(conversion, Unknown):
        yield from ask.unknown("approvals")
    elif not conversion and ask.facts["approval_state"] != "not_needed":
        yield Breach("no_conversion", facts=("finding", "approvals"))


@campaign_rule("R24")
def papers_agree_with_the_platform(ask: CampaignAsking) -> Iterator[Breach]:
    """Number, place and area of the papers of lawful land agree with the supervision platform."""
    platform = ask.totals.platform
    lawful = ask.parts("lawful")
    if isinstance(platform, Unknown):
        if lawful:
            yield from ask.unknown("综合监管平台备案数据")
        return
    for facts in lawful:
        for paper in _papers(facts["approvals"]):
            if paper.kind not in ("conversion", "supply") or not is_filled(paper.number):
                continue
            record = platform.get(str(paper.number))
            used = facts["counted_area"]
            if record is None:
                beyond = isinstance(used, Area) and paper.approved is not None and used > paper.approved + ask.tolerance
                case = "no_record_and_beyond" if beyond else "no_record"
                about = {"number": paper.number, "used": used, "area": paper.approved or "—"}
                yield Breach(case, about, ("approvals",), facts)
                continue
            about = {
                "number": paper.number,
                "place": record.county_code or "—",
                "area": record.area or "—",
                "used": used,
            }
            if record.county_code and is_filled(facts["county_code"]) and record.county_code != facts["county_code"]:
                yield Breach("other_place", about, ("approvals", "county_code"), facts)
            if record.area is not None and isinstance(used, Area) and used > record.area + ask.tolerance:
                yield Breach("beyond", about, ("approvals", "counted_area"), facts)


def _papers(approvals: object) -> tuple[Paper, ...]:
    return () if approvals is UNKNOWN or approvals is None else tuple(approvals)  # type: ignore[arg-type]
