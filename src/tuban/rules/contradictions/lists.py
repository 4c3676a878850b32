"""Issued lists against papers and ground, numbers that one source has and another lacks, earlier batches
(C05, C14, C15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tuban.rules.checks.registry import part_key
from tuban.rules.contradictions.registry import (
    Found,
    Look,
    area_of,
    contradiction,
    ground,
    papers_of,
    percent,
)
from tuban.rules.contradictions.sources import RegisterRow
from tuban.values.area import ZERO
from tuban.values.facts import Facts

_NAMING = ("field_results", "cases", "pending")
_MOST_TOLD = 60


@contradiction("C05")
def lists_and_papers(look: Look) -> Iterator[Found]:
    """The list on which a patch was issued against the papers that lie over it and against the ground."""
    told: set[tuple[str, str]] = set()
    for facts, breach in look.breaches("R37"):
        if breach.case in ("listed_unapproved", "listed_approved"):
            told.add(part_key(facts))
            yield _listed(look, breach.case, facts)
    for facts in look.parts:
        listed, year = facts["patch_list"], facts["approval_year"]
        if listed == "unapproved" and facts["approval_state"] in ("full", "partial") and part_key(facts) not in told:
            yield _listed(look, "approved_later", facts)
        elif listed == "approved" and year == "earlier":
            yield _listed(look, "earlier_year", facts)
        elif listed == "earlier_approved" and year == "this_year":
            yield _listed(look, "this_year", facts)
    for facts, breach in look.breaches("R39"):
        if breach.case == "not_built":
            yield _listed(look, "not_built", facts)


def _listed(look: Look, case: str, facts: Facts) -> Found:
    kinds = look.parameter("approval/conversion_kinds")
    papers = papers_of(facts, *kinds)
    about = {
        "list": look.word(facts, "patch_list"),
        "papers": look.papers_in_words(papers),
        "covered": area_of(facts, "conversion_area"),
        "use_date": look.word(facts, "use_date"),
        "area": ground(facts),
        "ground": look.word(facts, "ground_state"),
    }
    if case == "not_built":
        second = look.source(facts, "ground_state")
    else:
        second = look.paper_sources(papers) if papers else look.role(*kinds)
    area = area_of(facts, "conversion_area") if case in ("listed_unapproved", "approved_later") else ground(facts)
    return Found(case, about, look.source(facts, "patch_list"), second, area, facts)


@contradiction("C14")
def numbers_that_one_side_lacks(look: Look) -> Iterator[Found]:
    """Registers that name patches or parts that do not exist, patches without a field row, rows that repeat."""
    for role in _NAMING:
        rows: dict[tuple[str, str], list[RegisterRow]] = defaultdict(list)
        for row in look.rows(role):
            rows[str(row.get("patch_number")), str(row.get("part_number") or "")].append(row)
        for (number, part), alike in rows.items():
            yield from _strangers(look, role, number, part, alike)
    yield from _papers_for_strangers(look)
    if "field_results" in look.sources.roles:
        visited = {str(row.get("patch_number")) for row in look.rows("field_results")}
        for number, parts in look.shared.by_patch.items():
            if number not in visited:
                for facts in parts:
                    about = {"list": look.word(facts, "patch_list"), "area": ground(facts)}
                    source = look.source(facts, "patch_number")
                    yield Found("not_visited", about, source, look.role("field_results"), ground(facts), facts)


def _strangers(look: Look, role: str, number: str, part: str, rows: list[RegisterRow]) -> Iterator[Found]:
    parts = look.parts_of(number)
    about: dict[str, object] = {
        "number": number,
        "part": part,
        "register": look.title(role),
        "told": _told(look, rows[0]),
    }
    if not parts:
        yield Found("no_patch", about, look.role("patches"), rows[0].source, subject=number)
        return
    known = {part_key(facts)[1] for facts in parts}
    if part and known != {""} and part not in known:
        yield Found("no_part", about, look.source(parts[0], "patch_number"), rows[0].source, ground(parts[0]), parts[0])
    if len(rows) > 1:
        about |= {"count": len(rows)}
        sources = "；".join(row.source for row in rows)
        yield Found("repeated", about, look.source(parts[0], "patch_number"), sources, ground(parts[0]), parts[0])


def _papers_for_strangers(look: Look) -> Iterator[Found]:
    kinds = look.rulebook.codelist("paper_kind").by_value
    for filed in look.sources.papers:
        number = filed.patch_number
        if number and not look.parts_of(number):
            register = kinds[filed.paper.kind].label if filed.paper.kind in kinds else filed.paper.kind
            about = {"number": number, "register": register, "told": look.paper(filed.paper)}
            yield Found(
                "no_patch", about, look.role("patches"), filed.paper.source, filed.outline or filed.paper.approved,
                subject=number, township_code=filed.township_code,
            )  # fmt: skip


def _told(look: Look, row: RegisterRow) -> str:
    """Return the first telling fields of a row in words."""
    names = ("ground_state", "handling", "case_number", "project", "user", "note", "city_accepted_on")
    said = [look.rulebook.label(name, value) for name in names if (value := row.get(name)) not in (None, "")]
    return "，".join(said)[:_MOST_TOLD] or "有记录"


@contradiction("C15")
def earlier_batches(look: Look) -> Iterator[Found]:
    """Patches that lie on patches of earlier batches, or carry their number."""
    for facts, breach in look.breaches("R05"):
        if breach.case not in ("overlaps", "same_number"):
            continue
        number, whole = part_key(facts)[0], area_of(facts, "geometry_area") or ZERO
        overlap = area_of(facts, "overlaps_earlier_batch") or ZERO
        same = [row for row in look.rows("earlier_patches") if str(row.get("number")) == number]
        about = {
            "list": look.word(facts, "patch_list"),
            "area": ground(facts),
            "finding": look.word(facts, "finding"),
            "overlap": overlap,
            "share": percent(min(overlap, whole), whole),
            "number": number,
            "earlier": f"（后时相{same[0].get('image_after')}）" if same and same[0].get("image_after") else "",
        }
        second = same[0].source if same and breach.case == "same_number" else look.role("earlier_patches")
        area = overlap if breach.case == "overlaps" else ground(facts)
        yield Found(breach.case, about, look.source(facts, "patch_number"), second, area, facts)
