"""Strict reading of the lawbook's YAML: what is not understood to the letter is refused, with file and line.

Only ``true`` and ``false`` are flags, only plain numbers are numbers; ``no``, ``on`` and ``2009-01-01`` stay text.
A number with a leading zero (a region code, a land class) must be quoted. No key may be written twice.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import yaml

from tuban.values.errors import TubanError
from tuban.values.language import gettext

_INTEGER = re.compile(r"^[+-]?(0|[1-9]\d*)$")
_NUMBER = re.compile(r"^[+-]?(0|[1-9]\d*)\.\d+$")
_LEADING_ZERO = re.compile(r"^[+-]?0\d+$")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_KINDS = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a mapping",
}
_MOST_NODES = 500_000
_REQUIRED: Any = object()


class LawbookFault(TubanError):
    """{where}: the lawbook cannot be read."""

    code = "lawbook.fault"
    hint = "Correct this place in the file; nothing is judged by a lawbook that is not understood to the letter."


class NotYaml(LawbookFault):
    """{where}: this is not YAML: {reason}."""

    code = "lawbook.not_yaml"


class NotUtf8(LawbookFault):
    """{where}: this is not UTF-8 text."""

    code = "lawbook.not_utf8"
    hint = "Save the file as UTF-8."


class DuplicateKey(LawbookFault):
    """{where}: “{key}” is written twice in one mapping; the first is on line {first}."""

    code = "lawbook.duplicate_key"


class UnquotedCode(LawbookFault):
    """{where}: {text} begins with a zero and is not quoted, so nobody can tell a code from a number."""

    code = "lawbook.unquoted_code"
    hint = 'Write it in quotes: "{text}".'


class UnknownKey(LawbookFault):
    """{where}: “{key}” is not a word known here. Nearest: {nearest}."""

    code = "lawbook.unknown_key"


class MissingKey(LawbookFault):
    """{where}: “{key}” is missing."""

    code = "lawbook.missing_key"


class WrongKind(LawbookFault):
    """{where}: “{key}” must be {wanted}, not {found}."""

    code = "lawbook.wrong_kind"


class UnknownWord(LawbookFault):
    """{where}: “{word}” is not one of the words for {what}. Nearest: {nearest}."""

    code = "lawbook.unknown_word"


def kind_in_words(value: object) -> str:
    """Return what kind of thing a value is, in words for the sentence that refuses another kind."""
    return next(
        (
            gettext(words)
            for kind, words in _KINDS.items()
            if type(value) is kind or (kind in (list, dict) and isinstance(value, kind))
        ),
        "—",
    )


def nearest(word: object, words: Iterable[str]) -> str:
    """Return the known words most like ``word``, for the sentence that refuses it; a dash where none is alike."""
    found = difflib.get_close_matches(str(word), list(words), n=3, cutoff=0.5)
    return "、".join(found) if found else "—"


class StrictList(list[Any]):
    """A YAML list that knows its file and line."""

    __slots__ = ("file", "line", "lines")

    def __init__(self, items: Iterable[Any], file: str, line: int, lines: list[int]) -> None:
        super().__init__(items)
        self.file = file
        self.line = line
        self.lines = lines

    def where(self, index: int | None = None) -> str:
        """Return ``file:line`` of an item, of the list itself without one."""
        return f"{self.file}:{self.line if index is None else self.lines[index]}"


class StrictMapping(dict[str, Any]):
    """A YAML mapping that knows its file and the line of each key, and refuses what nobody asked for."""

    __slots__ = ("file", "line", "lines")

    def __init__(self, items: dict[str, Any], file: str, line: int, lines: dict[str, int]) -> None:
        super().__init__(items)
        self.file = file
        self.line = line
        self.lines = lines

    def where(self, key: str | None = None) -> str:
        """Return ``file:line`` of a key, of the mapping itself without one."""
        return f"{self.file}:{self.lines.get(key, self.line) if key is not None else self.line}"

    def only(self, *, required: Collection[str] = (), optional: Collection[str] = ()) -> StrictMapping:
        """Return self after checking its keys; raises UnknownKey or MissingKey."""
        for key in self:
            if key not in required and key not in optional:
                raise UnknownKey(where=self.where(key), key=key, nearest=nearest(key, [*required, *optional]))
        for key in required:
            if key not in self:
                raise MissingKey(where=self.where(), key=key)
        return self

    def _get(self, key: str, kind: type | tuple[type, ...], default: Any) -> Any:
        if key not in self:
            if default is _REQUIRED:
                raise MissingKey(where=self.where(), key=key)
            return default
        value = self[key]
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            wanted = " / ".join(gettext(_KINDS[one]) for one in kinds)
            raise WrongKind(where=self.where(key), key=key, wanted=wanted, found=repr(value))
        return value

    def text(self, key: str, default: Any = _REQUIRED) -> Any:
        """Return a text; raises MissingKey or WrongKind."""
        return self._get(key, str, default)

    def flag(self, key: str, default: Any = _REQUIRED) -> Any:
        """Return true or false; raises MissingKey or WrongKind."""
        return self._get(key, bool, default)

    def integer(self, key: str, default: Any = _REQUIRED) -> Any:
        """Return a whole number; raises MissingKey or WrongKind."""
        return self._get(key, int, default)

    def number(self, key: str, default: Any = _REQUIRED) -> Any:
        """Return a number; raises MissingKey or WrongKind."""
        return self._get(key, (int, float), default)

    def sequence(self, key: str, default: Any = _REQUIRED) -> Any:
        """Return a list; raises MissingKey or WrongKind."""
        return self._get(key, list, default)

    def mapping(self, key: str, default: Any = _REQUIRED) -> Any:
        """Return a mapping; raises MissingKey or WrongKind."""
        return self._get(key, dict, default)

    def texts(self, key: str, default: Any = _REQUIRED) -> Any:
        """Return a list of texts as a tuple; raises MissingKey or WrongKind."""
        found = self._get(key, list, default)
        if found is default:
            return found
        for index, item in enumerate(found):
            if not isinstance(item, str):
                raise WrongKind(where=found.where(index), key=key, wanted=gettext(_KINDS[str]), found=repr(item))
        return tuple(found)

    def words(self, key: str, words: Collection[str], default: Any = _REQUIRED) -> Any:
        """Return a list of texts, each one of ``words``, as a tuple; raises UnknownWord."""
        found = self.texts(key, default)
        for one in found:
            if one not in words:
                raise UnknownWord(where=self.where(key), word=one, what=key, nearest=nearest(one, words))
        return found

    def word(self, key: str, words: Collection[str], default: Any = _REQUIRED) -> Any:
        """Return a text that is one of ``words``; raises UnknownWord."""
        found = self._get(key, str, default)
        if found is not default and found not in words:
            raise UnknownWord(where=self.where(key), word=found, what=key, nearest=nearest(found, words))
        return found

    def lay_over(self, own: StrictMapping) -> None:
        """Let the values of another file stand in the place of these; raises UnknownKey for what is not here."""
        for key, value in own.items():
            if key not in self:
                raise UnknownKey(where=own.where(key), key=key, nearest=nearest(key, self))
            if isinstance(self[key], StrictMapping):
                self[key].lay_over(own.mapping(key))
            else:
                self[key], self.lines[key] = value, own.lines[key]


def read(path: Path, *, shown_as: str | None = None) -> Any:
    """Read one YAML file into StrictMapping, StrictList, str, int, float, bool and None; raises LawbookFault.

    ``shown_as`` is the name that messages give to the file (its path otherwise).
    """
    name = shown_as or str(path)
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotUtf8(where=f"{name}:{line}") from error
    return parse(text, shown_as=name)


def parse(text: str, *, shown_as: str) -> Any:
    """Read YAML text as :func:`read` does."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
        return None if node is None else _Builder(shown_as).build(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise NotYaml(where=f"{shown_as}:{line}", reason=error.problem or error.context or "?") from error
    except yaml.YAMLError as error:
        raise NotYaml(where=f"{shown_as}:1", reason=str(error)) from error
    except RecursionError as error:
        raise NotYaml(where=f"{shown_as}:1", reason="nested too deeply, or within itself") from error


def read_mapping(path: Path, *, shown_as: str | None = None) -> StrictMapping:
    """Read a file whose content is one mapping; raises LawbookFault."""
    found = read(path, shown_as=shown_as)
    if not isinstance(found, StrictMapping):
        raise WrongKind(
            where=f"{shown_as or path}:1", key="file", wanted=gettext(_KINDS[dict]), found=type(found).__name__
        )
    return found


_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Builder:
    """Turns composed nodes into strict values."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.nodes = 0

    def build(self, node: yaml.Node) -> Any:
        self.nodes += 1
        if self.nodes > _MOST_NODES:
            raise NotYaml(where=f"{self.file}:{self.line(node)}", reason="too many nodes")
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        if isinstance(node, yaml.SequenceNode):
            items = [self.build(item) for item in node.value]
            return StrictList(items, self.file, self.line(node), [self.line(item) for item in node.value])
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node)
        raise NotYaml(where=f"{self.file}:{self.line(node)}", reason=type(node).__name__)

    @staticmethod
    def line(node: yaml.Node) -> int:
        return int(node.start_mark.line) + 1

    def scalar(self, node: yaml.ScalarNode) -> Any:
        text: str = node.value
        if node.style:  # the C parser says "" for a plain scalar, the other one None
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _LEADING_ZERO.match(text):
            raise UnquotedCode(where=f"{self.file}:{self.line(node)}", text=text)
        if _INTEGER.match(text):
            return int(text)
        if _NUMBER.match(text):
            return float(text)
        return text

    def mapping(self, node: yaml.MappingNode) -> StrictMapping:
        items: dict[str, Any] = {}
        lines: dict[str, int] = {}
        merged: list[StrictMapping] = []
        for key_node, value_node in node.value:
            line = self.line(key_node)
            where = f"{self.file}:{line}"
            if not isinstance(key_node, yaml.ScalarNode):
                raise NotYaml(where=where, reason="a key must be a word")
            key: str = key_node.value
            if key == "<<" and not key_node.style:
                other = self.build(value_node)
                if not isinstance(other, StrictMapping):
                    raise NotYaml(where=where, reason="only a mapping can be merged with <<")
                merged.append(other)
                continue
            if key in items:
                raise DuplicateKey(where=where, key=key, first=lines[key])
            items[key] = self.build(value_node)
            lines[key] = line
        for one in merged:
            for key, value in one.items():
                items.setdefault(key, value)
                lines.setdefault(key, one.lines[key])
        return StrictMapping(items, self.file, self.line(node), lines)
