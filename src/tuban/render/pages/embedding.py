"""What stands inside a page without being able to leave it: data as JSON, and links to files beside the page."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from tuban.values.errors import TubanError

_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class LinkLeavesTheResult(TubanError):
    """The page may not link to {path!r}: it is not a path inside the folder of the result."""

    code = "pages.link_leaves_result"
    hint = "Give the path relative to the page, without a drive, a scheme or «..»."


def json_for_html(data: Any) -> str:
    """Return compact JSON with every character escaped that HTML or an old script parser could stumble over."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return "".join(_UNSAFE.get(character, character) for character in text)


def relative_href(path: str) -> str:
    """Return a link to a file beside the page; raises LinkLeavesTheResult for anything that is not one."""
    parts = path.replace("\\", "/").split("/")
    if not path or parts[0] == "" or ":" in parts[0] or ".." in parts:
        raise LinkLeavesTheResult(path=path)
    return quote("/".join(parts))
