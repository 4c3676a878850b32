"""What a register states of a paper against its outline, and against all patches that use it (C09, C10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from tuban.rules.checks.registry import part_key
from tuban.rules.contradictions.registry import Found, Look, contradiction, difference, ground, papers_of, percent
from tuban.values.area import Area, total
from tuban.values.facts import Facts, Unknown
from tuban.values.papers import Paper

_WITH_AREA = ("conversion", "expropriation", "supply", "temporary", "facility", "registration")
_MOST_NAMED = 6


@contradiction("C09")
def stated_and_drawn(look: Look) -> Iterator[Found]:
    """The area a register states against what the outline measures."""
    share = Fraction(str(look.parameter("checks/outline_area_share")))
    for filed in look.sources.papers:
        paper, outline = filed.paper, filed.outline
        if outline is None or paper.approved is None or paper.kind not in _WITH_AREA:
            continue
        apart = difference(paper.approved, outline)
        if apart > look.tolerance and apart.square_metres > paper.approved.square_metres * share:
            about = {
                "paper": look.paper(paper),
                "approved": paper.approved,
                "outline": outline,
                "difference": apart,
                "share": percent(apart, paper.approved),
            }
            case = "larger" if paper.approved > outline else "smaller"
            parts = look.parts_of(filed.patch_number)
            yield Found(
                case, about, paper.source, f"{paper.source}（界线）", apart, parts[0] if parts else None,
                subject=paper.number or "", township_code=filed.township_code,
            )  # fmt: skip


@contradiction("C10")
def one_paper_many_patches(look: Look) -> Iterator[Found]:
    """The patches that rest on one paper together against the area it states."""
    stated: dict[tuple[str, str], dict[str, Paper]] = defaultdict(dict)
    for filed in look.sources.papers:
        if filed.paper.number:
            stated[filed.paper.kind, filed.paper.number][filed.paper.source] = filed.paper
    used: dict[tuple[str, str], list[tuple[Facts, Area]]] = defaultdict(list)
    for facts in look.parts:
        for paper in {(one.kind, one.number): one for one in papers_of(facts)}.values():
            area = _used(facts, paper)
            if paper.number and area is not None:
                used[paper.kind, paper.number].append((facts, area))
    for key, parts in sorted(used.items()):
        papers = list(stated.get(key, {}).values())
        patches = list(dict.fromkeys(part_key(facts)[0] for facts, _area in parts))
        if len(patches) < 2 or not papers or any(paper.approved is None for paper in papers):
            continue
        approved, together = total(paper.approved for paper in papers if paper.approved), total(a for _f, a in parts)
        if together > approved + look.tolerance:
            named = "、".join(patches[:_MOST_NAMED]) + (f"等{len(patches)}个" if len(patches) > _MOST_NAMED else "")
            about = {
                "paper": look.paper(papers[0]),
                "approved": approved,
                "count": len(patches),
                "used": together,
                "patches": named,
                "difference": together - approved,
            }
            townships = {str(facts["township_code"]) for facts, _area in parts}
            yield Found(
                "beyond", about, look.paper_sources(papers), look.role("patches"), together - approved,
                subject=key[1], township_code=townships.pop() if len(townships) == 1 else "",
            )  # fmt: skip


def _used(facts: Facts, paper: Paper) -> Area | None:
    """Return what a part takes of a paper: the ground it covers there, else the whole part where it has no outline."""
    return ground(facts) if isinstance(paper.covered, Unknown) else paper.covered
