"""Field names of issuers → ours: the roles, their fields and aliases (``lawbook/fields.yaml``), and the matching.

Names are compared without case, spaces, brackets and hyphens. A unit of area in the name (实测面积(亩), MJ_公顷) is
taken off and kept. A name cut at the ten bytes of a Shapefile is found by its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from tuban.inspect.disc.local_names import NONE, LocalNames, names_in_force, with_names_of
from tuban.kernel.formats.describe import folded
from tuban.values.area import AreaUnit

_UNIT_IN_NAME = re.compile(
    r"[(（\[【_]?\s*(亩|公顷|平方米|平米|㎡|m²|hm²|hm2|(?<=[(（\[【_])(?:mu|ha|m2))\s*[)）\]】]?$", re.IGNORECASE
)
_OTHER_UNIT = re.compile(r"[(（][^()（）]{1,6}[)）]$")
_SHAPEFILE_NAME_BYTES = 9


@dataclass(frozen=True, slots=True)
class Field:
    """One of our fields of a role: its type, the unit assumed for a bare area, its code list, the names it goes by."""

    name: str
    type: str
    required: bool
    unit: str
    codelist: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """What a file of this role holds. ``geometry`` is polygon, line, optional_polygon, none or raster."""

    name: str
    title: str
    geometry: str
    fields: Mapping[str, Field]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Which column feeds a field, the unit that its name tells (else empty), and other columns that would do too."""

    field: Field
    column: str
    unit: str
    rivals: tuple[str, ...] = ()


@cache
def lawbook_data(*path: str) -> Any:
    """Read one YAML file of the lawbook, once; nobody may change what is returned."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where the C library is there
    return yaml.load(files("tuban.lawbook").joinpath(*path).read_text("utf-8"), loader)  # noqa: S506 - a SafeLoader


def roles() -> Mapping[str, Role]:
    """Return every role, in the order in which layers are shown, with the names of a division where it lays its own."""
    return _roles(names_in_force())


@cache
def _roles(local: LocalNames) -> Mapping[str, Role]:
    about = lawbook_data("fields.yaml")
    names = lawbook_data("disc.yaml")["roles"]
    ordered = [*[name for name in names if name in about], *[name for name in about if name not in names]]
    return {name: _role(name, about[name], names.get(name, {}), local) for name in ordered}


@contextmanager
def local_names(local: Path | None) -> Iterator[None]:
    """Let files and columns also go by the names that a division gives them inside the block; raises LawbookFault."""
    known = {name: frozenset(role.fields) for name, role in _roles(NONE).items()}
    with with_names_of(local, known):
        yield


@cache
def tolerance(name: str) -> float:
    """Return one of the tolerances of ``lawbook/disc.yaml``."""
    return float(lawbook_data("disc.yaml")["tolerances"][name])


@cache
def codes(codelist: str) -> Mapping[str, str]:
    """Return folded value, label, alias and mark → slug of a code list."""
    found: dict[str, str] = {}
    entries = lawbook_data("codelists", f"{codelist}.yaml")["entries"]
    for kind in ("value", "label", "mark", "aliases"):
        for entry in entries:
            words = entry.get(kind) or []
            for word in words if isinstance(words, list) else [words]:
                found.setdefault(folded(str(word)), str(entry["value"]))
    return found


@cache
def labels(codelist: str) -> Mapping[str, str]:
    """Return slug → Chinese label of a code list."""
    return {
        str(entry["value"]): str(entry["label"]) for entry in lawbook_data("codelists", f"{codelist}.yaml")["entries"]
    }


def known_names() -> frozenset[str]:
    """Return every field name and alias of every role, folded: what may stand in a table's header."""
    return _known_names(names_in_force())


@cache
def _known_names(local: LocalNames) -> frozenset[str]:
    return frozenset(
        folded(alias) for role in _roles(local).values() for field in role.fields.values() for alias in field.aliases
    )


def _role(name: str, about: Mapping[str, Any], naming: Mapping[str, Any], local: LocalNames) -> Role:
    own = local.columns.get(name, {})
    fields = {
        key: Field(
            key, spec["type"], bool(spec.get("required")), spec.get("unit", ""), spec.get("codelist", ""),
            (key, *own.get(key, ()), *map(str, spec.get("aliases", ()))),
        )
        for key, spec in about["fields"].items()
    }  # fmt: skip
    words = (name, about["title"], *local.files.get(name, ()), *map(str, naming.get("names", ())))
    return Role(name, about["title"], about["geometry"], fields, words)


def split_unit(column: str) -> tuple[str, str]:
    """Return a column name without its unit of area, and the slug of that unit (empty where it names none).

    >>> split_unit("实测面积(亩)"), split_unit("MJ_公顷"), split_unit("应收罚款(元)")
    (('实测面积', 'mu'), ('MJ', 'ha'), ('应收罚款', ''))
    """
    found = _UNIT_IN_NAME.search(column)
    if found and found.start() > 0:
        return column[: found.start()].rstrip("_ "), AreaUnit.named(found[1]).slug
    return _OTHER_UNIT.sub("", column), ""


def match_fields(
    role: Role, columns: Sequence[str], *, chosen: Mapping[str, str] | None = None, cut_names: bool = False
) -> dict[str, Match]:
    """Find the column of every field that has one. ``chosen`` (field → column) stands above the aliases.

    ``cut_names`` allows a Shapefile column to be the beginning of an alias. A column feeds one field only.
    """
    matches: dict[str, Match] = {}
    taken: set[str] = set()
    for name, column in (chosen or {}).items():
        if name in role.fields and column in columns:
            matches[name] = Match(role.fields[name], column, split_unit(column)[1])
            taken.add(column)
    for field in role.fields.values():
        if field.name in matches:
            continue
        candidates = [column for column in _candidates(field, columns, cut_names) if column not in taken]
        if candidates:
            matches[field.name] = Match(field, candidates[0], split_unit(candidates[0])[1], tuple(candidates[1:]))
            taken.add(candidates[0])
    return matches


def _candidates(field: Field, columns: Sequence[str], cut_names: bool) -> list[str]:
    """Return the columns that this field goes by, in the order of its aliases, then those cut short."""
    by_name: dict[str, list[str]] = {}
    for column in columns:
        for name in dict.fromkeys((folded(column), folded(split_unit(column)[0]))):
            by_name.setdefault(name, []).append(column)
    found = [column for alias in field.aliases for column in by_name.get(folded(alias), ())]
    if cut_names:
        for column in columns:
            short = folded(column)
            if _is_cut(column) and any(folded(alias).startswith(short) for alias in field.aliases):
                found.append(column)
    return list(dict.fromkeys(found))


def _is_cut(column: str) -> bool:
    return any(len(column.encode(codec, "replace")) >= _SHAPEFILE_NAME_BYTES for codec in ("gb18030", "utf-8"))
