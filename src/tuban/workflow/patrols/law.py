"""What the lawbook says of the patrol ledger: ``lawbook/patrol_ledger.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from tuban.rules.strict_yaml import read_mapping
from tuban.workflow.installed_lawbook import installed_lawbook
from tuban.workflow.patrols.words import Channel

FILE = "patrol_ledger.yaml"
_COLUMNS = (
    "number", "seen_on", "seen_by", "user", "used_since", "area", "location", "project", "construction", "built_area",
    "handling", "description", "violation_type", "patch_number", "place", "channel", "told_by", "contact",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LedgerLaw:
    """The form of the ledger: ``columns`` and ``channels`` by the words that stand for them, ``titles`` what a column
    is called, ``required`` the columns that a row must fill, ``found_by`` and ``source`` what a channel is
    elsewhere."""

    title: str
    columns: Mapping[str, str]
    titles: Mapping[str, str]
    required: tuple[str, ...]
    channels: Mapping[str, str]
    found_by: Mapping[str, str]
    source: Mapping[str, str]


@cache
def ledger_law() -> LedgerLaw:
    """Return it, read once in each process. Raises LawbookFault."""
    node = read_mapping(Path(str(files("tuban.lawbook").joinpath(FILE))), shown_as=FILE)
    node.only(required=("title", "cites", "columns", "words", "found_by", "source"))
    columns = node.mapping("columns").only(required=_COLUMNS)
    told = {name: columns.mapping(name).only(required=("aliases",), optional=("required",)) for name in _COLUMNS}
    channels = Channel.values
    words, found_by, source = node.mapping("words"), node.mapping("found_by"), node.mapping("source")
    codes = installed_lawbook()
    return LedgerLaw(
        title=node.text("title"), columns={alias: name for name, one in told.items() for alias in one.texts("aliases")},
        titles={name: one.texts("aliases")[0] for name, one in told.items()},
        required=tuple(name for name, one in told.items() if one.flag("required", False)),
        channels={str(word): channel for channel in channels for word in words.sequence(channel)},
        found_by={one: found_by.word(one, codes.codelist("found_by").by_value) for one in channels},
        source={one: source.word(one, codes.codelist("patch_source").by_value) for one in channels},
    )  # fmt: skip
