"""Field and file names of one province, laid over ours: ``fields.yaml`` in the folder of a division's own values.

    patches:
      names: [线索图斑]                  # what its files, layers and sheets are called
      fields:
        monitored_area: [XSMJ, 线索面积]  # what its columns are called

A name laid over stands before ours. Roles and fields themselves are fixed: a word that is none of them is refused with
its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from tuban.rules.strict_yaml import StrictMapping, UnknownWord, nearest, read_mapping

FILE = "fields.yaml"


@dataclass(frozen=True, eq=False)
class LocalNames:
    """Role → names of files, and role → field → names of columns."""

    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


NONE = LocalNames()
_IN_FORCE: ContextVar[LocalNames] = ContextVar("names of a division", default=NONE)


def names_in_force() -> LocalNames:
    """Return the names that are laid over ours at present."""
    return _IN_FORCE.get()


@contextmanager
def with_names_of(local: Path | None, known: Mapping[str, frozenset[str]]) -> Iterator[None]:
    """Lay the names of ``local`` over ours inside the block; ``known`` are our roles and their fields.

    Without a folder, or without the file in it, nothing is laid over. Raises LawbookFault.
    """
    token = _IN_FORCE.set(_read(local, known))
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


def _read(local: Path | None, known: Mapping[str, frozenset[str]]) -> LocalNames:
    if local is None or not (local / FILE).is_file():
        return NONE
    about = read_mapping(local / FILE, shown_as=f"{local.name}/{FILE}")
    files: dict[str, tuple[str, ...]] = {}
    columns: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for role in about:
        _known_word(about, role, known, "role")
        one: StrictMapping = about.mapping(role).only(optional=("names", "fields"))
        files[role] = one.texts("names", ())
        fields = one.mapping("fields", StrictMapping({}, about.file, about.line, {}))
        for name in fields:
            _known_word(fields, name, known[role], "field")
        columns[role] = {name: fields.texts(name) for name in fields}
    return LocalNames(files, columns)


def _known_word(about: StrictMapping, word: str, known: Mapping[str, object] | frozenset[str], what: str) -> None:
    if word not in known:
        raise UnknownWord(where=about.where(word), word=word, what=what, nearest=nearest(word, known))
