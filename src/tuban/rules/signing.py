"""Chains of signatures (逐级签字) as the lawbook has them: steps in their order, what each answers for, what a later
change does to what was signed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tuban.rules.instruments import cited
from tuban.rules.rulebook import NoSuchPart, Rulebook
from tuban.rules.strict_yaml import LawbookFault, StrictMapping, nearest

VOID, MARK = "void", "mark"
ROLES = (
    "clerk", "surveyor", "checker", "section_leader", "leader", "organiser", "reviewer", "supervisor",
)  # fmt: skip
DUTIES = ("planning", "cadastre", "farmland", "enforcement", "office", "finance", "supervision", "police", "court",
          "legal", "approval")  # fmt: skip
UNITS = ("ministry", "bureau", "province", "city", "county", "township", "zone")
GROUPS = ("leading", "leading_office", "work", "field", "acceptance")
"""The words of posts, departments, units and groups that a step may name; the office has the same ones."""

_STEP_KEYS = ("id", "title", "level", "units", "answers", "cites")
_STEP_OPTIONS = ("roles", "duty", "group", "group_duty", "instead")
_CHAIN_KEYS = ("id", "title", "forms", "cites", "steps", "parts")
_CHAIN_OPTIONS = ("headline",)
_PART_KEYS = ("id", "title", "when_changed", "cites")
_PART_OPTIONS = ("spaces", "blocks", "rest")


class ChainUnsound(LawbookFault):
    """{where}: the chain of signatures cannot be used: {why}."""

    code = "lawbook.chain_unsound"
    hint = "A chain has steps in the order of their levels, a form in one chain only, and one part with “rest: true”."


@dataclass(frozen=True, slots=True)
class Step:
    """One signature of a chain: at which level, whose, and what it answers for (``answers``).

    ``roles``, ``duty`` and ``units`` tell the posts that may sign; with ``group`` it is the member with ``group_duty``,
    and a post of the roles in ``instead`` where no such member can sign in.
    """

    id: str
    title: str
    level: int
    level_title: str
    units: tuple[str, ...]
    answers: str
    cites: tuple[str, ...]
    roles: tuple[str, ...] = ()
    duty: str = ""
    group: str = ""
    group_duty: str = ""
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a form: the spaces and blocks that belong to it, and what their change does to a signature."""

    id: str
    title: str
    effect: str
    cites: tuple[str, ...]
    spaces: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    is_rest: bool = False

    @property
    def voids(self) -> bool:
        """Whether a change in it voids what was signed."""
        return self.effect == VOID


@dataclass(frozen=True, slots=True)
class Chain:
    """The signatures of some forms, the first one first; ``headline`` are the spaces that a list tells of each."""

    id: str
    title: str
    forms: tuple[str, ...]
    steps: tuple[Step, ...]
    parts: tuple[Part, ...]
    cites: tuple[str, ...]
    headline: tuple[str, ...] = ()

    def step(self, id: str) -> Step | None:
        """Return a step; None where the chain has none of the name."""
        return next((step for step in self.steps if step.id == id), None)

    def after(self, level: int) -> tuple[Step, ...]:
        """Return the steps of the next level above one; none above the highest."""
        above = [step.level for step in self.steps if step.level > level]
        return tuple(step for step in self.steps if above and step.level == min(above))

    def part(self, id: str) -> Part | None:
        """Return a part; None where the chain has none of the name."""
        return next((part for part in self.parts if part.id == id), None)

    def part_of(self, space: str, block: str = "") -> Part:
        """Return the part that a space of a form belongs to."""
        rest = next(part for part in self.parts if part.is_rest)
        by_space = next((part for part in self.parts if space in part.spaces), None)
        return by_space or next((part for part in self.parts if block in part.blocks), rest)


@dataclass(frozen=True)
class Signing:
    """All chains of a lawbook, with its words for what a change does."""

    title: str
    cites: tuple[str, ...]
    effects: Mapping[str, str]
    chains: tuple[Chain, ...]

    def chain_of(self, form: str) -> Chain:
        """Return the chain of a form; raises NoSuchPart where the form is not signed."""
        for chain in self.chains:
            if form in chain.forms:
                return chain
        raise NoSuchPart(kind="chain of signatures", name=form, nearest=nearest(form, self.forms))

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form that is signed."""
        return tuple(form for chain in self.chains for form in chain.forms)


_read: dict[str, Signing] = {}


def signing_of(rulebook: Rulebook) -> Signing:
    """Return the chains of a rule book, read once per edition; raises LawbookFault."""
    if rulebook.edition not in _read:
        _read[rulebook.edition] = read_signing(rulebook)
    return _read[rulebook.edition]


def read_signing(rulebook: Rulebook) -> Signing:
    """Read the chains; every form, space, role, duty and instrument that they name must exist."""
    document = rulebook.signing.only(required=("title", "cites", "effects", "levels", "steps", "chains"))
    levels: dict[str, tuple[int, str]] = {}
    for place, entry in enumerate(document.sequence("levels"), 1):
        entry.only(required=("id", "title"))
        levels[entry.text("id")] = place, entry.text("title")
    steps: dict[str, Step] = {}
    for entry in document.sequence("steps"):
        step = _step(entry, levels, rulebook)
        _once(entry, step.id, steps)
        steps[step.id] = step
    effects = document.mapping("effects").only(required=(VOID, MARK))
    chains: dict[str, Chain] = {}
    forms: list[str] = []
    for entry in document.sequence("chains"):
        chain = _chain(entry, steps, rulebook)
        _once(entry, chain.id, chains)
        for form in chain.forms:
            _once(entry, form, forms)
            forms.append(form)
        chains[chain.id] = chain
    return Signing(
        document.text("title"),
        cited(document, rulebook.instruments),
        {name: effects.text(name) for name in effects},
        tuple(chains.values()),
    )


def _once(entry: StrictMapping, id: str, known: Collection[str]) -> None:
    if id in known:
        raise ChainUnsound(where=entry.where(), why=f"“{id}” stands twice")


def _step(entry: StrictMapping, levels: Mapping[str, tuple[int, str]], rulebook: Rulebook) -> Step:
    entry.only(required=_STEP_KEYS, optional=_STEP_OPTIONS)
    level, level_title = levels[entry.word("level", levels)]
    roles, instead = entry.words("roles", ROLES, ()), entry.words("instead", ROLES, ())
    group = entry.word("group", GROUPS, "")
    if bool(roles) == bool(group) or bool(group) != bool(entry.text("group_duty", "")) or (instead and not group):
        raise ChainUnsound(where=entry.where(), why="a step names either roles, or a group with the duty in it")
    return Step(
        id=entry.text("id"), title=entry.text("title"), level=level, level_title=level_title,
        units=entry.words("units", UNITS, ()), answers=entry.text("answers"), cites=cited(entry, rulebook.instruments),
        roles=roles, duty=entry.word("duty", DUTIES, ""), group=group, group_duty=entry.text("group_duty", ""),
        instead=instead,
    )  # fmt: skip


def _chain(entry: StrictMapping, steps: Mapping[str, Step], rulebook: Rulebook) -> Chain:
    entry.only(required=_CHAIN_KEYS, optional=_CHAIN_OPTIONS)
    forms = entry.words("forms", rulebook.forms, ())
    chosen = tuple(steps[name] for name in entry.words("steps", steps, ()))
    if not chosen or [step.level for step in chosen] != sorted(step.level for step in chosen):
        raise ChainUnsound(where=entry.where("steps"), why="its steps do not go up level by level")
    if len({step.id for step in chosen}) != len(chosen):
        raise ChainUnsound(where=entry.where("steps"), why="a step stands twice")
    filled_in = [rulebook.form(form) for form in forms]
    return Chain(
        entry.text("id"), entry.text("title"), forms, chosen, _parts(entry, filled_in, rulebook),
        cited(entry, rulebook.instruments), entry.words("headline", set(_spaces(filled_in)), ()),
    )  # fmt: skip


def _parts(entry: StrictMapping, forms: list[StrictMapping], rulebook: Rulebook) -> tuple[Part, ...]:
    spaces, blocks = set(_spaces(forms)), set(_blocks(forms))
    parts: dict[str, Part] = {}
    claimed: list[str] = []
    for node in entry.sequence("parts"):
        node.only(required=_PART_KEYS, optional=_PART_OPTIONS)
        part = Part(
            node.text("id"), node.text("title"), node.word("when_changed", (VOID, MARK)),
            cited(node, rulebook.instruments), node.words("spaces", spaces, ()), node.words("blocks", blocks, ()),
            node.flag("rest", False),
        )  # fmt: skip
        _once(node, part.id, parts)
        for name in (*(f"space {one}" for one in part.spaces), *(f"block {one}" for one in part.blocks)):
            _once(node, name, claimed)
            claimed.append(name)
        parts[part.id] = part
    if sum(part.is_rest for part in parts.values()) != 1:
        raise ChainUnsound(where=entry.where("parts"), why="exactly one part takes the rest")
    return tuple(parts.values())


def _blocks(forms: list[StrictMapping]) -> Iterator[str]:
    for form in forms:
        yield from (block.text("id") for block in form.sequence("blocks", ()))


def _spaces(forms: list[StrictMapping]) -> Iterator[str]:
    """Return the names of all spaces of the cards and registers among the forms."""
    for form in forms:
        for block in form.sequence("blocks", ()):
            yield from _ids({"in": [block.get("rows", []), block.get("repeats", {})]})
        yield from _ids(form.get("columns", []))


def _ids(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("id"), str):
            yield node["id"]
        for value in node.values():
            yield from _ids(value)
    elif isinstance(node, list):
        for value in node:
            yield from _ids(value)
