"""Approvals against supply, papers against the use on the ground, stated numbers against registers (C06–C08)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from tuban.rules.contradictions.registry import (
    Found,
    Look,
    area_of,
    contradiction,
    days_between,
    difference,
    ground,
    is_known,
    papers_of,
)
from tuban.values.area import total
from tuban.values.dates import PartialDate
from tuban.values.facts import Facts, Unknown
from tuban.values.papers import Paper

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,8}[〔\[(（]\d{4}[〕\])）]第?\d+号")
_STATED = (
    ("cases", "regularised_number", "regularised_on", ("conversion", "expropriation")),
    ("cases", "regularised_supply_number", "regularised_supply_on", ("supply",)),
    ("approval_survey", "approval_number", "", ("conversion",)),
)
"""Where somebody states the number of a paper: register, field, field of its date, registers that must have it."""


@contradiction("C06")
def conversion_and_supply(look: Look) -> Iterator[Found]:
    """Supply before the conversion, of more land than was approved, or beyond its boundary."""
    kinds = look.parameter("approval/conversion_kinds")
    for facts in look.parts:
        conversions, supplies = papers_of(facts, *kinds), papers_of(facts, "supply")
        if conversions and supplies:
            yield from _supplied_first(look, facts, conversions, supplies)
            yield from _supplied_outside(look, facts, conversions, supplies)
    yield from _supplied_more(look)


def _supplied_first(
    look: Look, facts: Facts, conversions: Sequence[Paper], supplies: Sequence[Paper]
) -> Iterator[Found]:
    approved = [paper for paper in conversions if paper.date]
    if not approved:
        return
    first = min(approved, key=lambda paper: paper.date.earliest if paper.date else None)  # type: ignore[arg-type, return-value]
    for supply in supplies:
        if supply.date and first.date and (days := days_between(supply.date, first.date)) > 0:
            about = {"conversion": look.paper(first), "supply": look.paper(supply), "days": days}
            yield Found(
                "supply_first", about, look.paper_sources((first,)), look.paper_sources((supply,)), ground(facts), facts
            )
            return


def _supplied_outside(
    look: Look, facts: Facts, conversions: Sequence[Paper], supplies: Sequence[Paper]
) -> Iterator[Found]:
    if any(isinstance(paper.covered, Unknown) for paper in conversions) or facts["approval_state"] == "not_needed":
        return
    inside, given = area_of(facts, "conversion_area"), area_of(facts, "supply_area")
    least = look.tolerance
    if inside is not None and given is not None and given > inside + least:
        about = {
            "conversion_area": inside,
            "supply_area": given,
            "conversions": look.papers_in_words(conversions),
            "supplies": look.papers_in_words(supplies),
            "difference": given - inside,
        }
        first, second = look.paper_sources(conversions), look.paper_sources(supplies)
        yield Found("outside", about, first, second, given - inside, facts)


def _supplied_more(look: Look) -> Iterator[Found]:
    """The areas that the registers state of the papers of one patch."""
    approved: dict[str, list[Paper]] = defaultdict(list)
    supplied: dict[str, list[Paper]] = defaultdict(list)
    for filed in look.sources.papers:
        if filed.patch_number and filed.paper.kind in ("conversion", "supply"):
            (approved if filed.paper.kind == "conversion" else supplied)[filed.patch_number].append(filed.paper)
    for number in sorted(set(approved) & set(supplied)):
        given, granted = supplied[number], approved[number]
        parts = look.parts_of(number)
        if not parts or any(paper.approved is None for paper in (*given, *granted)):
            continue
        granted_area, given_area = (
            total(paper.approved for paper in papers if paper.approved) for papers in (granted, given)
        )
        if given_area > granted_area + look.tolerance:
            beyond = given_area - granted_area
            about = {
                "conversions": look.papers_in_words(granted),
                "supplies": look.papers_in_words(given),
                "approved": granted_area,
                "supplied": given_area,
                "difference": beyond,
            }
            first, second = look.paper_sources(granted), look.paper_sources(given)
            yield Found("beyond", about, first, second, beyond, parts[0])


@contradiction("C07")
def papers_and_ground(look: Look) -> Iterator[Found]:
    """Papers against who uses the land, for what, since when, and how much of it."""
    for facts in look.parts:
        for paper in papers_of(facts, "supply", "temporary", "facility"):
            user = facts["user"]
            if is_known(user) and paper.holder and not same_person(str(user), paper.holder):
                about = {"paper": look.paper(paper), "holder": paper.holder, "user": user}
                yield Found(
                    "holder", about, look.paper_sources((paper,)), look.source(facts, "user"), ground(facts), facts
                )
        yield from _other_use(look, facts)
    for facts, breach in look.breaches("R17"):
        if breach.case == "used_first":
            papers = papers_of(facts, *look.parameter("approval/conversion_kinds"))
            about = {"papers": look.papers_in_words(papers), "use_date": look.word(facts, "use_date")}
            first = look.paper_sources(papers)
            yield Found("used_first", about, first, look.source(facts, "use_date"), ground(facts), facts)
    for facts, breach in look.breaches("R16"):
        if breach.case == "beyond":
            yield _beyond(look, facts, breach.about["approved"], str(breach.about["kind"]))


def _beyond(look: Look, facts: Facts, approved: object, kind: str) -> Found:
    label = look.rulebook.codelist("paper_kind").by_value
    papers = [paper for paper in papers_of(facts) if paper.kind in label and label[paper.kind].label == kind]
    used = area_of(facts, "counted_area")
    beyond = difference(used, approved) if used is not None else None  # type: ignore[arg-type]
    about = {
        "papers": look.papers_in_words(papers),
        "approved": approved,
        "used": used,
        "basis": look.word(facts, "area_basis"),
        "difference": beyond,
    }
    return Found("beyond", about, look.paper_sources(papers), look.source(facts, "ground_state"), beyond, facts)


def same_person(one: str, other: str) -> bool:
    """Return whether two names are one, or one holds the other."""
    first, second = (re.sub(r"[\s()（）·]", "", text) for text in (one, other))
    return first in second or second in first


def _other_use(look: Look, facts: Facts) -> Iterator[Found]:
    """The use on the ground against the use that the supply names, by their groups."""
    uses = look.rulebook.codelist("actual_use")
    actual = uses.by_value.get(str(facts["actual_use"]))
    if actual is None:
        return
    for paper in papers_of(facts, "supply"):
        approved = uses.find(paper.use) if paper.use else None
        if approved is not None and approved["group"] != actual["group"]:
            about = {
                "paper": look.paper(paper),
                "approved_use": paper.use,
                "actual_use": look.word(facts, "actual_use"),
            }
            yield Found(
                "use", about, look.paper_sources((paper,)), look.source(facts, "actual_use"), ground(facts), facts
            )


@contradiction("C08")
def stated_numbers(look: Look) -> Iterator[Found]:
    """Numbers of papers that the case register, the survey maps and notes state, against the registers."""
    registered: dict[str, list[Paper]] = defaultdict(list)
    for filed in look.sources.papers:
        if filed.paper.number:
            registered[_plain(filed.paper.number)].append(filed.paper)
    for role, name, day, kinds in _STATED:
        if not set(kinds) & set(look.sources.roles):
            continue
        seen: set[str] = set()
        for row in look.rows(role):
            number = str(row.get(name) or "")
            if not number or (role == "approval_survey" and number in seen):
                continue
            seen.add(number)
            papers = [paper for paper in registered.get(_plain(number), []) if paper.kind in kinds]
            stated = row.get(day) if day else None
            what = look.title(role) if role == "approval_survey" else look.rulebook.vocabulary[name].title
            about: dict[str, object] = {
                "what": what,
                "number": number,
                "registers": "、".join(look.title(kind) for kind in kinds),
            }
            parts = look.parts_of(row.get("patch_number"))
            part = parts[0] if parts else None
            area = ground(part) if part is not None else None
            if not papers:
                second = look.role(*kinds)
                yield Found("no_record", about, row.source, second, area, part, subject=number)
            elif isinstance(stated, PartialDate) and (other := _other_date(stated, papers)) is not None:
                paper, days = other
                about |= {"stated": str(stated), "paper": look.paper(paper), "days": days}
                yield Found("other_date", about, row.source, paper.source, area, part, subject=number)
    yield from _in_notes(look, registered)


def _other_date(stated: PartialDate, papers: Sequence[Paper]) -> tuple[Paper, int] | None:
    """Return a paper whose date is not the stated one, with the days between; None where one agrees."""
    dated = [paper for paper in papers if paper.date]
    if not dated or any(paper.date and _may_be(stated, paper.date) for paper in dated):
        return None
    paper = dated[0]
    if paper.date is None:
        return None
    return paper, max(days_between(stated, paper.date), days_between(paper.date, stated))


def _may_be(one: PartialDate, other: PartialDate) -> bool:
    return one.earliest <= other.latest and other.earliest <= one.latest


def _in_notes(look: Look, registered: dict[str, list[Paper]]) -> Iterator[Found]:
    """Numbers written into the notes of field sheets and patches."""
    if not registered:
        return
    known = set(registered)
    for row in look.rows("field_results"):
        parts = look.parts_of(row.get("patch_number"))
        for number in dict.fromkeys(_NUMBER.findall(str(row.get("note") or ""))):
            if parts and not any(_plain(number).endswith(one) for one in known):
                about = {"what": "外业备注", "number": number, "registers": "各类用地手续"}
                second = look.role("conversion", "supply")
                yield Found("no_record", about, row.source, second, ground(parts[0]), parts[0], subject=number)


def _plain(number: str) -> str:
    """Return a document number without spaces, with one kind of brackets."""
    return re.sub(r"\s", "", number).translate(str.maketrans("[（(］）)", "〔〔〔〕〕〕")).replace("]", "〕")
