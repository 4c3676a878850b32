"""The Chinese messages: fragments by area, compiled into one catalogue that the package ships.

``python -m tests.message_catalogue`` writes it; a contract test holds it against the fragments and the code.
"""

import ast
import io
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
FRAGMENTS = ROOT / "src/tuban/locale/zh_CN"
BLANK = re.compile(r"\{[^{}]*\}")
FIXED = datetime(2024, 1, 1, tzinfo=UTC)
"""The date the compiled catalogue bears, so that the same messages give the same bytes."""
COMPILED = FRAGMENTS / "LC_MESSAGES/tuban.mo"
FOR_DJANGO = FRAGMENTS.parent / "zh_Hans/LC_MESSAGES/django.mo"
"""The same catalogue where Django looks for it."""
TRANSLATED = re.compile(
    r"""gettext\(u?(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\)|_\((?P<short>'[^']*'|"[^"]*")\)"""
)

COUNTED = re.compile(
    r"""ngettext\(u?(?P<one>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"), ?u?(?P<many>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"),"""
)


@cache
def merged() -> Catalog:
    """Return all fragments as one catalogue; two fragments may not translate one message differently."""
    catalogue = Catalog(locale="zh_CN", charset="utf-8", fuzzy=False, creation_date=FIXED, revision_date=FIXED)
    for path in sorted(FRAGMENTS.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_CN"):
                if not message.id:
                    continue
                known = catalogue.get(message.id)
                if known is not None and known.string != message.string:
                    raise ValueError(f"{path.name}: {message.id!r} is translated twice, differently")
                catalogue.add(message.id, message.string)
    return catalogue


def compiled() -> bytes:
    """Return the binary catalogue; the same fragments give the same bytes."""
    buffer = io.BytesIO()
    write_mo(buffer, merged())
    return buffer.getvalue()


@cache
def messages_in_code() -> dict[str, str]:
    """Return every message id in the package with the file that says it."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "src/tuban").rglob("*.py")):
        where = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"_", "gettext", "gettext_lazy", "chinese"}
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                found[node.args[0].value] = where
            if isinstance(node, ast.ClassDef) and any(
                isinstance(item, ast.Assign | ast.AnnAssign)
                and _assigns(item, "code")
                and isinstance(item.value, ast.Constant)
                for item in node.body
            ):
                found[" ".join((ast.get_docstring(node) or "").split())] = where
                for item in node.body:
                    if isinstance(item, ast.Assign | ast.AnnAssign) and _assigns(item, "hint"):
                        value = ast.literal_eval(item.value) if item.value is not None else ""
                        if value:
                            found[value] = where
    return {text: where for text, where in found.items() if BLANK.sub("", text).strip()}


@cache
def messages_in_templates() -> dict[str, str]:
    """Return every message id of the pages with the template that says it."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "src/tuban").rglob("templates/**/*.html")):
        source = templatize(path.read_text(encoding="utf-8"), origin=path.name)
        for match in TRANSLATED.finditer(source):
            found[ast.literal_eval(match["text"] or match["short"])] = str(path.relative_to(ROOT))
    return found


def plurals_in_templates() -> set[str]:
    """Return both forms of every message of the pages that depends on a number."""
    found: set[str] = set()
    for path in sorted((ROOT / "src/tuban").rglob("templates/**/*.html")):
        source = templatize(path.read_text(encoding="utf-8"), origin=path.name)
        for match in COUNTED.finditer(source):
            found |= {ast.literal_eval(match["one"]), ast.literal_eval(match["many"])}
    return found


@cache
def texts_in(folder: Path) -> set[str]:
    """Return every text that stands in the Python files of a folder, as written and with single blanks."""
    texts = {
        node.value
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return texts | {" ".join(text.split()) for text in texts}


def _assigns(item: ast.Assign | ast.AnnAssign, name: str) -> bool:
    targets = item.targets if isinstance(item, ast.Assign) else [item.target]
    return any(isinstance(target, ast.Name) and target.id == name for target in targets)


if __name__ == "__main__":
    for place in (COMPILED, FOR_DJANGO):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(compiled())
    print(f"{COMPILED.relative_to(ROOT)}: {len(merged())} messages")
