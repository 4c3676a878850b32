"""The index page: what it says, that it can be trusted with any text, and that it needs nothing but itself."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.render.index_page import Chips, Counts, FileLink, OverlayBar, Provenance, Reason
from tuban.render.index_page.summary import whole_campaign
from tuban.render.index_page.views import Label
from tuban.render.pages import LinkLeavesTheResult, json_for_html, relative_href
from tuban.values.area import Area, total
from tuban.values.problems import Problem, Severity

HOSTILE = "</script><img src=x onerror=alert(1)>\u2028'\"&{{7*7}}<!--"


class Reader(HTMLParser):
    """Collects elements with their attributes, and the text inside the data element."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.data = ""
        self._at = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._at = dict(attrs).get("id") or tag

    def handle_data(self, text: str) -> None:
        if self._at == "data":
            self.data += text
        elif self._at not in ("script", "style"):
            self.texts.append(text.strip())

    def handle_endtag(self, tag: str) -> None:
        self._at = ""

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def data_of(page: str) -> dict[str, Any]:
    return json.loads(read(page).data)


def test_the_page_is_chinese_and_says_that_everything_on_it_is_a_proposal(small_page, tmp_path):
    page = small_page.write(tmp_path)
    assert '<html lang="zh-CN">' in page
    assert "以下均为系统建议，签字前不作认定" in page
    assert "示范县" in page
    assert "2024-08-05" in page
    assert small_page.campaign.lawbook_edition in page


def test_tiles_add_up_to_all_patches_in_number_and_area(small_page, tmp_path):
    page = small_page.write(tmp_path)
    shown = re.findall(
        r'class="tile[^>]*data-finding="(\w*)".*?tile-count">(\d+)<.*?tile-areas"><span>([\d.]+)', page, re.S
    )
    counts = {finding: int(count) for finding, count, _ in shown}
    assert counts.pop("") == len(small_page.patches) == sum(counts.values())
    unlawful = [patch for patch in small_page.patches if patch.finding.slug == "unlawful"]
    areas = {finding: area for finding, _, area in shown}
    assert areas["unlawful"] == str(total(patch.area for patch in unlawful).mu)
    assert areas[""] == str(total(patch.area for patch in small_page.patches).mu)


def test_an_undecided_patch_is_listed_with_its_measured_area(small_page, tmp_path):
    patch = replace(small_page.patches[0], counted=None, extent=Area.from_mu("6.42"), monitored=Area.from_mu("9"))
    small_page.patches = [patch]
    row = data_of(small_page.write(tmp_path))["patches"][0]
    assert row["a"][0] == 642
    assert row["a"][5] is None


def test_land_whose_finding_is_open_is_in_no_sum_as_in_the_forms(small_page, tmp_path):
    first, second, *_rest = small_page.patches
    decided = replace(first, counted=Area.from_mu("5.00"), cultivated=Area.from_mu("2.00"), is_decided=True)
    open_ = replace(
        second, finding=Label("manual", "待核实"), counted=None, extent=Area.from_mu("7.00"),
        cultivated=Area.from_mu("3.00"), is_decided=False,
    )  # fmt: skip
    whole = whole_campaign([decided, open_])
    assert (whole.parcels, whole.mu, whole.cultivated_mu, whole.unmeasured) == (2, "5.00", "2.00", 1)
    small_page.patches = [decided, open_]
    page = small_page.write(tmp_path)
    assert "1 宗未定性或面积待测" in page
    alone = whole_campaign([open_])
    assert (alone.mu, alone.is_counted) == ("7.00", False)


@pytest.mark.seed("C1")
def test_a_patch_that_differs_from_the_change_survey_is_marked(small_page, tmp_path):
    small_page.patches = [replace(patch, inconsistent=place == 3) for place, patch in enumerate(small_page.patches)]
    page = small_page.write(tmp_path)
    marked = [row["n"] for row in data_of(page)["patches"] if row["x"]]
    assert marked == [small_page.patches[3].number]
    assert data_of(page)["words"]["mark"] == "※"


@pytest.mark.seed("A-1")
def test_every_unit_shows_its_ratio_and_a_unit_without_construction_a_blank(small_page, tmp_path):
    first, *rest = [ratio for ratio in small_page.ratios if not ratio.is_county]
    line = replace(first.lines[0], crossed=True) if first.lines else first.lines
    crossing = replace(first, name="超线镇", before=Fraction(1, 6), after=Fraction(1, 6), lines=(line,))
    blank = replace(rest[0], name="空白镇", before=None, after=None)
    small_page.ratios = [crossing, blank]
    page = small_page.write(tmp_path)
    units = dict(re.findall(r'unit-name">([^<]*)<.*?unit-value">([^<]*)<', page, re.S))
    assert units["超线镇"] == "16.67"
    assert units["空白镇"] == ""
    assert re.search(r'class="unit over"[^>]*>\s*<span class="unit-name">超线镇', page)
    assert "15.00" in page


@pytest.mark.seed("L7")
def test_every_contradiction_is_counted_by_rule_and_the_campaigns_own_are_spelled_out(small_page, tmp_path):
    number = small_page.patches[0].number
    small_page.problems = [
        Problem("R21", Severity.ERROR, "没有案号", "补录案号", number),
        Problem("R21", Severity.ERROR, "没有案号", "补录案号", number + "9"),
        Problem("R38", Severity.WARNING, "与变更调查相差 38.25 亩", "逐块核对"),
    ]
    texts = [text for text in read(small_page.write(tmp_path)).texts if text]
    at = texts.index("R21")
    assert texts[at + 1 : at + 3] == ["错误", "2"]
    assert "与变更调查相差 38.25 亩" in texts


def test_the_page_asks_no_host_for_anything(small_page, tmp_path):
    reader = read(small_page.write(tmp_path))
    for tag, attributes in reader.elements:
        for name in ("src", "href", "action", "srcset", "data", "poster"):
            value = attributes.get(name) or ""
            assert "//" not in value, (tag, value)
    policy = next(meta["content"] for meta in reader.all("meta") if meta.get("http-equiv"))
    assert "default-src 'none'" in policy


def test_only_the_pages_own_script_may_run(small_page, tmp_path):
    page = small_page.write(tmp_path)
    script = re.findall(r"<script>(.*?)</script>", page, re.S)
    assert len(script) == 1
    digest = base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page


def test_hostile_text_stays_text_wherever_it_comes_from(small_page, tmp_path):
    problem = Problem("R1<b>", Severity.ERROR, HOSTILE, HOSTILE, HOSTILE)
    small_page.patches = [
        replace(
            small_page.patches[0],
            number=HOSTILE,
            part=HOSTILE,
            user=HOSTILE,
            village=HOSTILE,
            township_name=HOSTILE,
            township_code="",
            reasons=(Reason(HOSTILE, (HOSTILE,)),),
            problems=(problem,),
            overlays=(OverlayBar(HOSTILE, None),),
        )
    ]
    small_page.campaign = replace(small_page.campaign, title=HOSTILE, county_name=HOSTILE, disc=HOSTILE)
    small_page.townships = [("990101001", HOSTILE, small_page.townships[0][2])]
    small_page.problems = [problem, replace(problem, patch_number="")]
    small_page.files = [FileLink(HOSTILE, "a.xlsx", HOSTILE, lead=True)]
    small_page.provenance = Provenance(absent=((HOSTILE, HOSTILE),), lines=((HOSTILE, HOSTILE),))
    page = small_page.write(tmp_path)
    reader = read(page)
    assert len(reader.all("script")) == 2
    assert not reader.all("img")
    assert not [a for _, attributes in reader.elements for a in attributes if a.startswith("on")]
    data = json.loads(reader.data)
    assert data["patches"][0]["n"] == HOSTILE
    assert "".join(data["clauses"][place] for place in data["strings"][0]) == HOSTILE
    assert "49" not in "".join(reader.texts)
    assert "\u2028" not in reader.data


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_data_survives_its_place_in_html(value):
    text = json_for_html(value)
    assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(text)


def test_files_stand_under_their_headings_in_their_order(small_page, tmp_path):
    small_page.files = [
        FileLink("统计表", "统计表.xlsx", group="表", lead=True),
        FileLink("登记卡", "登记卡", group="卡"),
        FileLink("矛盾清单", "矛盾清单.xlsx", group="表"),
    ]
    texts = [text for text in read(small_page.write(tmp_path)).texts if text]
    at = max(place for place, text in enumerate(texts) if text == "成果文件")
    assert texts[at + 1 : at + 9] == ["表", "统计表", "XLSX", "矛盾清单", "XLSX", "卡", "登记卡", "文件夹"]


def test_links_lead_beside_the_page_and_are_encoded(small_page, tmp_path):
    small_page.files = [FileLink("卡", "登记卡/二桥镇 #1?.docx", lead=True)]
    hrefs = [a["href"] for a in read(small_page.write(tmp_path)).all("a")]
    assert "%E7%99%BB%E8%AE%B0%E5%8D%A1/%E4%BA%8C%E6%A1%A5%E9%95%87%20%231%3F.docx" in hrefs


@pytest.mark.parametrize(
    "path",
    ["", "/etc/passwd", "../up.xlsx", "a/../../b", "javascript:alert(1)", "http://host/x", "C:\\x", "\\\\host\\x"],
)
def test_a_link_out_of_the_result_is_refused(path):
    with pytest.raises(LinkLeavesTheResult):
        relative_href(path)


def test_a_refused_page_leaves_the_old_one(small_page, tmp_path):
    small_page.write(tmp_path)
    before = (tmp_path / "index.html").read_bytes()
    small_page.files = [FileLink("坏", "../x")]
    with pytest.raises(LinkLeavesTheResult):
        small_page.write(tmp_path)
    assert (tmp_path / "index.html").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_the_same_result_gives_the_same_bytes(page, tmp_path):
    assert page(60).write(tmp_path) == page(60).write(tmp_path)


def test_a_disc_without_patches_or_boundaries_says_why_the_page_is_empty(small_page, tmp_path):
    small_page.patches, small_page.townships, small_page.ratios = [], [], []
    small_page.problems, small_page.files, small_page.provenance = [], [], Provenance()
    small_page.counts = Counts(0, 0, 0)
    page = small_page.write(tmp_path)
    for reason in ("没有行政区界线", "没有可画的图形", "没有登记输入文件", "没有发现矛盾"):
        assert reason in page
    assert data_of(page)["words"]["nothing_at_all_next"]


def test_chips_keep_their_dates_and_a_missing_one_is_empty(small_page, tmp_path):
    small_page.patches = [replace(small_page.patches[0], chips=Chips("影像/前.png", "", "2023-06-11", ""))]
    assert data_of(small_page.write(tmp_path))["patches"][0]["c"] == [
        ["%E5%BD%B1%E5%83%8F/%E5%89%8D.png", "2023-06-11"],
        ["", ""],
    ]


def test_the_page_of_an_ordinary_county_is_light(page, tmp_path):
    assert len(page(709).write(tmp_path).encode()) < 3_000_000


@pytest.mark.slow
def test_the_page_of_a_large_county_stays_usable_in_size(page, tmp_path):
    assert len(page(3000).write(tmp_path).encode()) < 12_000_000


def test_the_date_comes_from_the_campaign_not_from_the_clock(small_page, tmp_path):
    small_page.campaign = replace(small_page.campaign, as_of=date(2019, 2, 3))
    page = small_page.write(tmp_path)
    assert "2019-02-03" in page
    assert str(date.today().year) + "-" not in page.replace("2024-", "")  # noqa: DTZ011


def test_missing_images_of_a_folder_are_no_error_in_writing(page: Callable[[int], Any], tmp_path: Path):
    made = page(5)
    made.patches = [replace(patch, chips=Chips("影像/没有.png", "影像/没有.png")) for patch in made.patches]
    assert "没有.png" not in made.write(tmp_path)  # encoded, and never opened
