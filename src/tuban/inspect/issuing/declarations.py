"""What a city declares beside its monitoring results: its counties, those without change, lists that are empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tuban.inspect.disc.fields import codes
from tuban.inspect.disc.intake import DECLARATIONS, DIVISIONS
from tuban.inspect.plain_rows import KIND_BY_SUFFIX
from tuban.kernel.formats.children import Nursery, Task
from tuban.kernel.formats.describe import folded
from tuban.values.codes import NotARegionCode, RegionCode
from tuban.values.errors import TubanError

_READ = "tuban.inspect.plain_rows:plain_rows"
_CODE, _NAME = ("区划代码", "行政区划代码", "代码", "XZQDM"), ("名称", "行政区名称", "XZQMC")
_LIST, _REASON, _SIGNED, _DAY = (
    ("名单", "清单"),
    ("说明", "情况说明", "声明"),
    ("签发人", "负责人"),
    ("日期", "签发日期"),
)
COLUMNS = (*_CODE, *_NAME, *_LIST, *_REASON, *_SIGNED, *_DAY)


class DeclarationUnreadable(TubanError):
    """{file} cannot be used: {reason}."""

    code = "issue.declaration"
    hint = "Its columns are 区划代码, 名称, 名单, 说明, 签发人, 日期; a row without 名单 declares no change."


@dataclass(frozen=True, slots=True)
class Declaration:
    """That a county has no change at all, in words, with who signed it and when as written."""

    reason: str
    signed: str
    day: str


@dataclass(frozen=True, slots=True)
class Declarations:
    """Counties without change by code, lists that hold nothing by slug, and the counties of the city by code."""

    unchanged: Mapping[str, Declaration] = field(default_factory=dict)
    empty_lists: frozenset[str] = frozenset()
    counties: Mapping[str, str] = field(default_factory=dict)


def read_declarations(folder: Path, nursery: Nursery) -> Declarations:
    """Read what lies in ``folder``; nothing where there is nothing. Raises DeclarationUnreadable."""
    unchanged: dict[str, Declaration] = {}
    empty: set[str] = set()
    for file, row in _rows(folder, DECLARATIONS, nursery):
        name = _text(row, _LIST)
        if name:
            slug = codes("patch_list").get(folded(name))
            if slug is None:
                raise DeclarationUnreadable(file=file, reason=f"名单“{name}”")
            empty.add(slug)
        else:
            declared = Declaration(_text(row, _REASON), _text(row, _SIGNED), _text(row, _DAY))
            unchanged[_county(file, _text(row, _CODE))] = declared
    counties = {_county(file, _text(row, _CODE)): _text(row, _NAME) for file, row in _rows(folder, DIVISIONS, nursery)}
    return Declarations(unchanged, frozenset(empty), counties)


def _rows(folder: Path, names: Sequence[str], nursery: Nursery) -> Iterator[tuple[str, Mapping[str, str]]]:
    path = next((folder / name for name in names if (folder / name).is_file()), None)
    if path is None:
        return
    kind = KIND_BY_SUFFIX[path.suffix]
    outcome = nursery.run(Task(_READ, {"path": str(path), "kind": kind, "known": list(COLUMNS)}))
    if outcome.ending != "done":
        raise DeclarationUnreadable(file=path.name, reason=outcome.detail or outcome.ending)
    for table in outcome.answer:
        for _number, cells in table["rows"]:
            row = {folded(key): text for key, text in cells.items()}
            if any(row.values()):
                yield path.name, row


def _text(row: Mapping[str, str], names: Sequence[str]) -> str:
    return next((row[folded(name)] for name in names if row.get(folded(name))), "")


def _county(file: str, text: str) -> str:
    try:
        code = RegionCode(text)
    except NotARegionCode as error:
        raise DeclarationUnreadable(file=file, reason=f"区划代码“{text}”") from error
    if code.level != "county":
        raise DeclarationUnreadable(file=file, reason=f"区划代码“{text}”")
    return code.text
