"""Every finding can be read in Chinese, stands in the reference, and fills its sentence."""

import re
import string
from pathlib import Path

import pytest
from tests.inspect.disc.findings_page import findings_page
from tests.message_catalogue import merged

from tuban.inspect.disc.catalogue import CATALOGUE
from tuban.inspect.disc.fields import roles
from tuban.inspect.disc.findings import finding
from tuban.inspect.disc.missing import COSTS

ROOT = Path(__file__).parents[3]
REFERENCE = ROOT / "docs/reference/disc.md"
FINDINGS = ROOT / "docs/reference/findings.md"
BRACES = string.Formatter()


def blanks(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in BRACES.parse(text) if name}


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_finding_is_translated_and_filled(code):
    entry = CATALOGUE[code]
    catalogue = merged()
    for text in entry.texts:
        translated = getattr(catalogue.get(text), "string", "")
        assert translated, text
        assert blanks(translated) == blanks(text)
    words = dict.fromkeys(blanks(entry.message) | blanks(entry.hint), "x")
    named = {name: words.pop(name, "x") for name in ("file", "feature", "before", "after")}
    told = finding(code, named["file"], named["feature"], before="x", after="x", **words)
    assert told.message
    assert told.hint


def test_costs_are_translated():
    catalogue = merged()
    assert not [text for text in COSTS.values() if not getattr(catalogue.get(text), "string", "")]


def test_every_code_in_the_package_is_in_the_catalogue_and_the_other_way_round():
    folders = ("src/tuban/inspect", "src/tuban/inspect/disc", "src/tuban/kernel/formats")
    sources = "".join(path.read_text("utf-8") for folder in folders for path in sorted((ROOT / folder).glob("*.py")))
    said = set(re.findall(r'"((?:disc|archive|manifest|certificate|make|file|shapefile|encoding|table|crs|field|value|'
                          r'geometry|patches|divisions|survey|image|layers|'
                          r'format|xml|text|kml|ovital|dxf|plots)\.[a-z_0-9]+)"', sources))  # fmt: skip
    built = {f"geometry.{name}" for name in ("missing", "empty", "unreadable", "not_finite", "absurd", "wrong_kind",
                                             "collapsed", "ring_closed", "mended", "parts_dropped")}  # fmt: skip
    built |= {f"format.{name}" for name in ("ovobj", "dwg", "mdb", "mpk", "vct")}
    not_codes = {"manifest.json", "disc.yaml", "layers.json"}
    assert (said | built) - not_codes == set(CATALOGUE)


def test_a_reason_and_a_consequence_hold_for_every_case():
    assert not [code for code, entry in CATALOGUE.items() if blanks(entry.reason) | blanks(entry.consequence)]


def test_the_reference_of_findings_is_the_catalogue():
    assert FINDINGS.read_text("utf-8") == findings_page()


def test_the_reference_lists_every_role_once():
    text = REFERENCE.read_text("utf-8")
    assert re.findall(r"^\| `([a-z_]+)` \| [^|]*[\u4e00-\u9fff]", text, re.MULTILINE) == list(roles())
