"""What is wrong with a page as it stands in the browser: for people who cannot see it, on a phone, in the other
language."""

from __future__ import annotations

import gettext
import re
from functools import cache
from pathlib import Path
from typing import Any

from tests.message_catalogue import compiled
from tests.web.axe import faults_of_access

import tuban
from tuban.workflow.organisations.practice import _ACCOUNTS

_LATIN = """
Tuban English Switch to Excel PDF JSON CSV ZIP YAML KML KMZ GeoPackage GeoJSON GeoParquet GeoTIFF Shapefile DXF GDB
FileGDB TXT Word docx xlsx csv gpkg zip pdf json yaml txt kml ovkml geojson dxf shp dbf prj cpg parquet gdb tif png
EPSG CGCS SJBG JCBH DLBM DLMC KB MB GB GiB MiB TB Ctrl Enter Esc Space Tab Alt Shift ID OK QGIS API HTTP SHA sha
OGC Features GIS PostgreSQL Windows Linux Android Chrome Edge Firefox Safari
MP4 JPEG JPG PNG WebP TIFF HEIC mu km Gauss pilots
"""
"""Names, formats and measures that Chinese offices write in Latin letters, and a fact without a title."""

_ALLOWED = frozenset(_LATIN.split()) | {account.username for account in _ACCOUNTS} | {"linxian", "QField"}
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]+")
_CHINESE = re.compile(r"[一-鿿]")
_CODE = re.compile(r"(?:[0-9a-f]{4} ){3}[0-9a-f]{4}|[\w:-]*[\d_./@:-][\w./:-]*|\b[A-Z]+\b|第 [\w、 -]+ 行")
"""Digests in fours, numbers of patches, codes, names of files: words with digits, dots or underscores in them, names of
fields, and rows of decision tables, which are called as the lawbook calls them."""

_TEXTS = """(lang) => {
  const found = [];
  const foreign = (node) => { const own = node.closest('[lang]'); return own && !own.lang.startsWith(lang); };
  const code = (node) => node.closest('code, pre, kbd, script, style, noscript, template, [data-as-it-is]');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, text = node.data.trim();
    if (text && !code(node.parentElement) && !foreign(node.parentElement)) found.push(text);
  }
  const said = ['aria-label', 'title', 'placeholder', 'alt', 'data-reason', 'data-consequence'];
  for (const node of document.querySelectorAll(said.map((name) => `[${name}]`).join()))
    if (!code(node) && !foreign(node))
      for (const name of said)
        if (node.getAttribute(name)) found.push(node.getAttribute(name));
  found.push(document.title);
  return found;
}"""


def faults_of_page(page: Any) -> list[str]:
    """Return what no page may have: faults of access, a missing title, heading or language, a page wider than the
    screen."""
    found = faults_of_access(page)
    title, language = page.title(), page.evaluate("document.documentElement.lang")
    if not title.strip(" ·") or title.startswith("·"):
        found.append(f"no title: {title!r}")
    if not language:
        found.append("no language")
    headings = page.locator("h1:visible").count()
    if headings != 1:
        found.append(f"{headings} headings of the first level")
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if over > 0:
        found.append(f"{over} px wider than a screen of {page.viewport_size['width']}")
    return found


def english_left(page: Any) -> list[str]:
    """Return English words on a Chinese page."""
    found = []
    for text in page.evaluate(_TEXTS, "zh"):
        words = {word for word in _WORD.findall(_CODE.sub(" ", text)) if word not in _ALLOWED and len(word) > 1}
        if words:
            found.append(f"English: {text[:80]!r}")
    return list(dict.fromkeys(found))


def chinese_left(page: Any) -> list[str]:
    """Return messages of the product that stand in Chinese on an English page though they have an English wording."""
    own, told = messages_in_chinese(), words_of_data()
    found = [text for text in page.evaluate(_TEXTS, "en") if text in own and text not in told]
    return [f"Chinese: {text[:80]!r}" for text in dict.fromkeys(found)]


@cache
def words_of_data() -> str:
    """Return the words of law, of roles and of the practice county, which stand on an English page as they are."""
    package = Path(tuban.__file__).parent
    files = [
        *package.glob("lawbook/**/*.yaml"), *package.glob("inspect/**/*.yaml"), package / "inspect/disc/fields.py",
        package / "rules/fact_words.py", package / "workflow/organisations/practice.py",
    ]  # fmt: skip
    return "\n".join(one.read_text(encoding="utf-8") for one in files if one.is_file())


@cache
def messages_in_chinese() -> frozenset[str]:
    """Return what the product says in Chinese, as far as it says it in English otherwise."""
    import io

    catalogue = gettext.GNUTranslations(io.BytesIO(compiled()))
    said = catalogue._catalog.values()  # type: ignore[attr-defined]
    return frozenset(text for text in said if isinstance(text, str) and _CHINESE.search(text))
