"""Tags for what the front end built: ``{% bundle "desk" %}``, ``{% icon "map-2" %}``, ``{% mark "lawful" %}``.

Names of built files carry a hash; the manifest that Vite writes says which file stands for which source.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tuban.render.state_style import mark_named
from tuban.values.errors import TubanError

register = template.Library()

BUILT = "tuban"
MANIFEST = Path(__file__).parents[1] / "static" / BUILT / "manifest.json"


class BundleMissing(TubanError):
    """The pages have no script and style: {manifest} does not name «{source}»."""

    code = "web.bundle_missing"
    hint = "Run script/frontend once, then load the page again."


@register.simple_tag
def bundle(name: str) -> SafeString:
    """Return the links and the module script of an entry, with what it imports loaded ahead."""
    source = f"{name}/{name}.ts"
    manifest = _manifest()
    chunk = _chunk(source)
    imported = _imports(manifest, chunk)
    styles = dict.fromkeys(css for each in (*imported, chunk) for css in each.get("css", ()))
    return format_html(
        '{}{}<script type="module" src="{}"></script>',
        format_html_join("", '<link rel="stylesheet" href="{}">', ((_address(css),) for css in styles)),
        format_html_join("", '<link rel="modulepreload" href="{}">', ((_address(each["file"]),) for each in imported)),
        _address(chunk["file"]),
    )


@register.simple_tag
def bundle_before_paint() -> SafeString:
    """Return the one small script that must run before anything is drawn."""
    return format_html('<script src="{}"></script>', _address(_chunk("desk/before_paint.ts")["file"]))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return an icon of the sprite. It says nothing to those who hear the page: words stand beside it."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite(), name)


@register.simple_tag
def mark(name: str) -> SafeString:
    """Return the mark of a state as the map and every sheet draw it, or a mark of the sprite."""
    drawn = mark_named(name)
    if drawn is None:
        return format_html('<svg class="mark" aria-hidden="true"><use href="{}#mark-{}"></use></svg>', sprite(), name)
    return format_html(
        '<svg class="mark" viewBox="0 0 16 16" aria-hidden="true"><path d="{}" fill="{}" fill-rule="evenodd"/></svg>',
        drawn.path,
        drawn.edge,
    )


@register.simple_tag
def sprite() -> str:
    """Return the address of the sprite, for a drawing that is neither a plain icon nor a mark."""
    return _address(_chunk("sprite.svg")["file"])


@cache
def _address(file: str) -> str:
    return static(f"{BUILT}/{file}")


def _chunk(source: str) -> dict[str, Any]:
    try:
        chunk: dict[str, Any] = _manifest()[source]
    except KeyError:
        raise BundleMissing(source=source, manifest=MANIFEST.name) from None
    return chunk


def _imports(manifest: dict[str, Any], chunk: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a chunk imports, and what that imports, each once and the deepest first."""
    found: dict[str, dict[str, Any]] = {}

    def follow(each: dict[str, Any]) -> None:
        for key in each.get("imports", ()):
            if key not in found:
                follow(manifest[key])
                found[key] = manifest[key]

    follow(chunk)
    return list(found.values())


def _manifest() -> dict[str, Any]:
    """Return the manifest as it stands on disk; it is read again only when it was written again."""
    try:
        written = MANIFEST.stat().st_mtime_ns
    except FileNotFoundError:
        return {}
    return _read(MANIFEST, written)


@cache
def _read(path: Path, written: int) -> dict[str, Any]:  # noqa: ARG001 - a new time is a new manifest
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
