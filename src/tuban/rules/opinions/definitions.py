"""The points of the departments as they stand in the lawbook: read strictly, every name in it must exist."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tuban.rules.checks import catalogue_of
from tuban.rules.instruments import check_cites, cited
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import LawbookFault, StrictMapping, UnknownWord, nearest

KNOWN = "known"
"""Any value at all, as long as somebody told one."""

IN_THE_FIELD = "field"
_FLAGS = ("yes", "no")
_EXHIBITS = ("photo", "video", "document", "table", "other")
_CLOSED = ("enum", "list")


class PointTwice(LawbookFault):
    """{where}: the point {id} stands twice."""

    code = "lawbook.point_twice"


Condition = Mapping[str, tuple[str, ...]]
"""Facts with the values that hold; one of them is enough."""


@dataclass(frozen=True, slots=True)
class Point:
    """A question of a department. ``must`` are the findings that it stands in the way of while it is not answered."""

    id: str
    title: str
    cites: tuple[str, ...]
    yes: Condition
    no: Condition
    must: tuple[str, ...]
    layer: str
    settled_by: str


@dataclass(frozen=True, slots=True)
class Department:
    """What a department answers for."""

    duty: str
    title: str
    about: str
    cites: tuple[str, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document or picture that a category asks for; ``is_paper`` where it cannot be taken without."""

    id: str
    title: str
    is_paper: bool
    shown_by: Condition
    exhibits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpinionBook:
    """Everything: departments by duty, evidence and objecting rules by finding, who settles what by group of fact."""

    title: str
    cites: tuple[str, ...]
    departments: Mapping[str, Department]
    evidence: Mapping[str, tuple[Evidence, ...]]
    evidence_cites: Mapping[str, tuple[str, ...]]
    settling: Mapping[str, str]
    objections: Mapping[str, tuple[str, ...]]


_read: dict[str, OpinionBook] = {}


def opinion_book(rulebook: Rulebook) -> OpinionBook:
    """Return the points of a rule book, read once per edition; raises LawbookFault."""
    if rulebook.edition not in _read:
        _read[rulebook.edition] = read_opinions(rulebook)
    return _read[rulebook.edition]


def read_opinions(rulebook: Rulebook) -> OpinionBook:
    """Read the points; every fact, value, finding, rule and instrument that is named must exist."""
    document = rulebook.opinions.only(required=("title", "cites", "duties", "settling", "evidence", "objections"))
    departments = {
        duty: _department(duty, entry, rulebook)
        for duty, entry in ((one, document.mapping("duties").mapping(one)) for one in document.mapping("duties"))
    }
    findings = [entry.value for entry in rulebook.codelist("finding") if entry.get("final")]
    asked = document.mapping("evidence").only(required=findings)
    objections = document.mapping("objections").only(required=("cites", "rules"))
    cited(objections, rulebook.instruments)
    rules = objections.mapping("rules").only(required=findings)
    for finding in rules:
        _known(rules, finding, rules.texts(finding), catalogue_of(rulebook).rules)
    return OpinionBook(
        title=document.text("title"),
        cites=cited(document, rulebook.instruments),
        departments=departments,
        evidence={finding: _evidence(asked.mapping(finding), rulebook) for finding in asked},
        evidence_cites={finding: cited(asked.mapping(finding), rulebook.instruments) for finding in asked},
        settling=_settling(document.mapping("settling"), departments, rulebook),
        objections={finding: rules.texts(finding) for finding in rules},
    )


def _department(duty: str, entry: StrictMapping, rulebook: Rulebook) -> Department:
    entry.only(required=("title", "about", "cites", "points"))
    points: dict[str, Point] = {}
    for one in entry.sequence("points"):
        point = _point(one, rulebook)
        if point.id in points:
            raise PointTwice(where=one.where("id"), id=point.id)
        points[point.id] = point
    cites = cited(entry, rulebook.instruments)
    return Department(duty, entry.text("title"), entry.text("about"), cites, tuple(points.values()))


def _point(entry: StrictMapping, rulebook: Rulebook) -> Point:
    entry.only(required=("id", "title", "cites", "yes", "settled_by"), optional=("no", "must", "layer"))
    cites: tuple[str, ...] = entry.texts("cites")
    check_cites(cites, rulebook.instruments, where=entry.where("cites"))
    must: tuple[str, ...] = entry.texts("must", ())
    _known(entry, "must", must, rulebook.codelist("finding").by_value)
    return Point(
        entry.text("id"), entry.text("title"), cites, _condition(entry.mapping("yes"), rulebook),
        _condition(entry.mapping("no", {}), rulebook), must, entry.text("layer", ""), entry.text("settled_by"),
    )  # fmt: skip


def _evidence(entry: StrictMapping, rulebook: Rulebook) -> tuple[Evidence, ...]:
    entry.only(required=("cites", "asked"))
    found = []
    for one in entry.sequence("asked"):
        one.only(required=("id", "title", "shown_by"), optional=("paper", "exhibits"))
        kinds: tuple[str, ...] = one.texts("exhibits", ())
        _known(one, "exhibits", kinds, _EXHIBITS)
        shown = _condition(one.mapping("shown_by"), rulebook)
        found.append(Evidence(one.text("id"), one.text("title"), one.flag("paper", False), shown, kinds))
    return tuple(found)


def _settling(entry: StrictMapping, duties: Collection[str], rulebook: Rulebook) -> dict[str, str]:
    entry.only(required=("cites", "groups"))
    cited(entry, rulebook.instruments)
    groups = entry.mapping("groups")
    return {group: groups.word(group, (*duties, IN_THE_FIELD)) for group in groups}


def _condition(entry: Mapping[str, object], rulebook: Rulebook) -> dict[str, tuple[str, ...]]:
    """Read facts with values; each value is one that the fact can have."""
    found: dict[str, tuple[str, ...]] = {}
    if not isinstance(entry, StrictMapping):
        return found
    for fact in entry:
        _known(entry, fact, (fact,), rulebook.vocabulary.facts)
        kind = rulebook.vocabulary[fact]
        values = entry.texts(fact)
        if kind.type in _CLOSED and kind.codelist is not None:
            _known(entry, fact, values, (*rulebook.codelist(kind.codelist).by_value, KNOWN))
        else:
            _known(entry, fact, values, (*_FLAGS, KNOWN) if kind.type == "flag" else (KNOWN,))
        found[fact] = values
    return found


def _known(entry: StrictMapping, key: str, names: Collection[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise UnknownWord(where=entry.where(key), word=name, what=key, nearest=nearest(name, known))
