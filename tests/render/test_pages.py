"""What all pages have in common: they load nothing, write no markup, use words that exist, and can be read."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
import yaml

from tuban.render.pages import SelfContainedPage

SHARED = "tuban.render.pages"
PAGES = ("tuban.render.index_page", "tuban.render.doctor_page", "tuban.render.routes")
BY_NAME = {  # words that a page looks up by a name of its data
    "tuban.render.index_page": {"error", "warning", "note"},
    "tuban.render.doctor_page": {
        *("error", "repair", "warning", "note", "error_many", "repair_many", "warning_many", "note_many"),
        *("verdict_fit", "verdict_fit_more", "verdict_repairable", "verdict_repairable_more"),
        *("verdict_unfit", "verdict_unfit_more", "campaign", "working_crs", "issuer"),
        *("loaded_line", "by_manifest", "by_proposal"),
    },
}


def words_in(package: str) -> dict[str, str]:
    return yaml.safe_load(files(package).joinpath("words.yaml").read_text("utf-8"))


def scripts_of(package: str) -> str:
    return "".join(path.read_text("utf-8") for path in files(package).joinpath("script").iterdir())


def templates_of(package: str) -> str:
    return "".join(path.read_text("utf-8") for path in files(package).iterdir() if path.name.endswith(".jinja"))


@pytest.mark.parametrize("package", [SHARED, *PAGES])
def test_no_script_writes_markup_or_asks_for_anything(package):
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|fetch\(|XMLHttp|import\("
    assert not re.search(forbidden, scripts_of(package))


@pytest.mark.parametrize("package", PAGES)
def test_the_style_loads_nothing(package):
    style = SelfContainedPage(package, ()).style
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("package", PAGES)
def test_every_word_that_a_page_uses_exists(package):
    used = re.findall(
        r"words\.(\w+)", "".join(read(each) for each in (SHARED, package) for read in (templates_of, scripts_of))
    )
    words = SelfContainedPage(package, ()).words
    assert set(used) - set(words) == set()
    assert not [name for name in words if hasattr(dict, name)]


@pytest.mark.parametrize("package", PAGES[:2])
def test_every_word_of_a_page_is_used(package):
    used = set(re.findall(r"words\.(\w+)", templates_of(package) + scripts_of(package) + templates_of(SHARED)))
    used |= BY_NAME[package] | {name for name in words_in(package) if name.startswith("issue_")}
    assert set(words_in(package)) - used == set()


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("ink", ["ink", "mute", "act", "bad", "doubt", "warn"])
@pytest.mark.parametrize("ground", ["paper", "wash", "act-wash", "note-wash"])
def test_text_stands_out_from_its_ground(ink, ground):
    style = files(SHARED).joinpath("style.css").read_text("utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", style))
    pair = (c if len(c) == 7 else "#" + "".join(x * 2 for x in c[1:]) for c in (colours[ink], colours[ground]))
    light, dark = sorted((_luminance(colour) for colour in pair), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
