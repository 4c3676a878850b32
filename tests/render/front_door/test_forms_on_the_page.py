"""The forms on the index page: every number leads to the patches behind it, and the address says which number."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from tests.render.front_door.conftest import judgement_of
from tests.render.front_door.test_index_page_in_browser import opened

from tuban.render.form_traces import TraceHead, traces
from tuban.render.tracing.book import letters
from tuban.rules import forms
from tuban.rules.forms import ReportingUnit

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
in_browser = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine: the page is checked as text only"),
]


@pytest.fixture
def traced_page(small_page, rulebook):
    """A page of forty patches with the forms that they fill."""
    small_page.patches = [patch for patch in small_page.patches if patch.chips is None]
    judged = [judgement_of(view) for view in small_page.patches]
    units = [ReportingUnit("990101", "示范县"), *(ReportingUnit(code, name) for code, name, _ in small_page.townships)]
    filled = forms.fill_forms(judged, units, rulebook)
    small_page.traced = traces(filled, judged, rulebook, head=TraceHead("练习", "示范县", "统计表.xlsx"))
    return small_page


def data_of(document: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', document, re.S)[1])


def unlawful_cell(page, measure: str = "area") -> tuple[str, str, set[str]]:
    """The cell of the county's unlawful land: its name in the address, its text, the patches behind it."""
    form = next(form for form in page.traced["forms"] if form["id"] == "unlawful_summary")
    section = form["sections"][0]
    column = section["columns"].index(f"unlawful.{measure}")
    cell = section["rows"][0]["cells"][column]
    numbers = {page.traced["parts"][part][0] for part in page.traced["populations"][cell[2]]}
    return f"unlawful_summary.0.{'ABCDEFGH'[column]}{section['first_row']}", cell[0], numbers


def listed(document: str) -> set[str]:
    return set(re.findall(r'class="num"[^>]*>([^<]+)<', document))


def test_the_page_carries_every_number_with_the_patches_behind_it(traced_page, tmp_path):
    document = traced_page.write(tmp_path)
    told = data_of(document)["forms"]
    assert [form["id"] for form in told["forms"]] == [form["id"] for form in traced_page.traced["forms"]]
    patches = traced_page.patches
    for form in told["forms"]:
        for table in form["tables"]:
            for row in table["rows"]:
                if row[0] == "part":
                    assert 0 <= row[2] < len(patches)
                    continue
                for trace in row[4]:
                    terms, why = told["traces"][trace][:2] if trace is not None else ([1], "")
                    assert terms or why
    for _role, measure, population, total, *own in told["terms"]:
        figures = told["measures"][measure][3]
        places = [] if population is None else told["populations"][population]
        given = own[0] if own else [figures[place] if figures else 1 for place in places]
        assert sum(amount for amount in given if amount is not None) == total


def test_a_result_without_forms_has_no_section_for_them(small_page, tmp_path):
    document = small_page.write(tmp_path)
    assert 'id="forms"' not in document
    assert data_of(document)["forms"] is None


@pytest.fixture
def driven(traced_page, tmp_path):
    """Open the page, run some steps in it, and return the document with what the steps left in #outcome."""

    def drive(steps: str, **state: str) -> str:
        document = traced_page.write(tmp_path)
        loose = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", document)
        script = f"""<pre id="outcome"></pre><script>
        const told = []; const tell = (line) => told.push(line);
        const rest = () => new Promise((done) => setTimeout(done, 60));
        (async () => {{ {steps} document.getElementById("outcome").textContent = told.join("\\n"); }})();
        </script>"""
        page = tmp_path / "driven.html"
        page.write_text(loose.replace("</body>", script + "</body>"), encoding="utf-8")
        return opened(page, tmp_path / "profile", **state)

    return drive


def outcome(document: str) -> list[str]:
    return re.search(r'<pre id="outcome">(.*?)</pre>', document, re.S)[1].split("\n")


class TestInABrowser:
    pytestmark = in_browser

    def test_an_address_opens_a_number_to_its_patches(self, traced_page, tmp_path):
        traced_page.write(tmp_path)
        name, shown, numbers = unlawful_cell(traced_page)
        document = opened(Path(tmp_path) / "index.html", tmp_path / "profile", cell=name)
        chip = re.sub(r"<[^>]+>", "", re.search(r'id="traced"[^>]*>(.*?)</div></div>', document, re.S)[1])
        assert "据《违法用地数据汇总表》示范县合计 · 违法用地合计 › 面积 = " + shown + " 亩" in chip
        assert "与表列数一致" in chip
        assert listed(document) <= numbers
        assert f"计入本格 {shown} 亩" in document

    def test_a_click_opens_and_back_returns(self, driven, traced_page):
        name, _shown, numbers = unlawful_cell(traced_page)
        document = driven(
            f"""document.querySelector('[data-cell="{name}"]').click(); await rest();
            tell(location.hash); tell(document.getElementById("sum").textContent);
            tell(document.querySelector("[aria-current]").dataset.cell);
            history.back(); await rest();
            tell(location.hash); tell(String(document.getElementById("traced").hidden));"""
        )
        address, total, current, before, hidden = outcome(document)
        assert f"cell={name}" in address
        assert f"当前 {len([p for p in traced_page.patches if p.number in numbers])} 宗" in total
        assert (current, before, hidden) == (name, "", "true")

    def test_the_keyboard_walks_the_table_and_opens_a_number(self, driven):
        document = driven(
            """const first = document.querySelector(".form-box tbody a[tabindex='0']"); first.focus();
            const press = (key) =>
              document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
            press("ArrowRight"); press("ArrowDown"); const at = document.activeElement.dataset.cell; tell(at);
            document.activeElement.click(); await rest(); tell(location.hash);
            document.querySelector(".clear-trace").click(); await rest(); tell(location.hash);
            tell(document.activeElement.className);"""
        )
        at, opened_at, cleared, held = outcome(document)
        assert re.fullmatch(r"unlawful_summary\.0\.D\d+", at)
        assert at in opened_at
        assert "cell=" not in cleared
        assert held == "grid"

    def test_a_ratio_shows_numerator_and_denominator_apart(self, driven, traced_page):
        name = next(
            f"{form['id']}.{place}.{letters(column)}{section['first_row']}"
            for form in traced_page.traced["forms"]
            for place, section in enumerate(form["sections"])
            for column, cell in enumerate(section["rows"][0]["cells"])
            if len(cell) > 3 and len(cell[3] or ()) == 2 and cell[1] is not None
        )
        document = driven(
            """const sums = [...document.querySelectorAll(".sums button")];
            sums.forEach((one) => tell(one.textContent));
            sums[1].click(); await rest(); tell(location.hash);""",
            cell=name,
        )
        part, whole, address = outcome(document)
        assert part.startswith("分子 ")
        assert whole.startswith("分母 ")
        assert "sum=1" in address

    def test_a_wrong_address_of_a_number_shows_everything(self, driven, traced_page):
        for wrong in ("unlawful_summary.0.ZZ9", "nonsense", "unlawful_summary.9.A1", "unlawful_summary.check.none"):
            document = driven("tell(String(document.getElementById('traced').hidden));", cell=wrong)
            assert outcome(document) == ["true"]
            assert f"当前 {len(traced_page.patches)} 宗" in document
