"""What people do to a draft in Word: overwrite a figure, leave one out, lose the controls."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

_CONTROL = r'<w:sdt><w:sdtPr>(?:(?!</w:sdtPr>).)*?tuban-{tag}"/>.*?</w:sdtPr><w:sdtContent>(.*?)</w:sdtContent></w:sdt>'


def with_body(source: Path, target: Path, change: Callable[[str], str]) -> Path:
    """Write a Word file with its body changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part.decode()).encode() if name == "word/document.xml" else part)
    return target


def overwritten(tag: str, text: str) -> Callable[[str], str]:
    """Overwrite the figure inside a control."""

    def change(body: str) -> str:
        found = re.search(_CONTROL.format(tag=tag), body, re.DOTALL)
        assert found is not None, tag
        said = re.sub(r"(<w:t[^>]*>)[^<]*", rf"\g<1>{text}", found[0][found[0].index("<w:sdtContent>") :])
        head = found[0][: found[0].index("<w:sdtContent>")]
        return body.replace(found[0], head + said, 1)

    return change


def left_out(tag: str) -> Callable[[str], str]:
    """Delete a figure with its control."""
    return lambda body: re.sub(_CONTROL.format(tag=tag), "", body, flags=re.DOTALL)


def without_controls(body: str) -> str:
    """Drop all controls and keep their text, as some programs do."""
    return re.sub(_CONTROL.format(tag='[^"]*'), r"\1", body, flags=re.DOTALL)
