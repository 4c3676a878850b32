"""Every error code of the product with its sentence and what to do, read out of the source: nothing is imported."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tuban.values.language import gettext

_PACKAGE = Path(__file__).parents[2]
_CODE = re.compile(r'^    code(?:: [^=]+)? = "([a-z0-9_.]+)"', re.MULTILINE)
_BLANK = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Code:
    """An error code, its sentence and its hint, with … where the thing itself is named."""

    code: str
    sentence: str
    hint: str


@cache
def _known() -> tuple[tuple[str, str, str], ...]:
    found = {}
    for path in sorted(_PACKAGE.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if not _CODE.search(source):
            continue
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef):
                values = _constants(node)
                if values.get("code"):
                    sentence = " ".join((ast.get_docstring(node) or "").split())
                    found[values["code"]] = (values["code"], sentence, values.get("hint", ""))
    return tuple(found[code] for code in sorted(found))


def _constants(node: ast.ClassDef) -> dict[str, str]:
    values = {}
    for item in node.body:
        targets = item.targets if isinstance(item, ast.Assign) else [item.target] if isinstance(item, ast.AnnAssign) \
            else []  # fmt: skip
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(item, ast.Assign | ast.AnnAssign) and item.value is not None:
                try:
                    value = ast.literal_eval(item.value)
                except ValueError:
                    continue
                if isinstance(value, str):
                    values[target.id] = value
    return values


def codes(text: str = "") -> list[Code]:
    """Return the codes whose code, sentence or hint holds a text, in the reader's language."""
    wanted = text.strip().casefold()
    told = [
        Code(code, _BLANK.sub("…", gettext(sentence)), _BLANK.sub("…", gettext(hint)))
        for code, sentence, hint in _known()
    ]  # fmt: skip
    return [one for one in told if wanted in f"{one.code} {one.sentence} {one.hint}".casefold()]
