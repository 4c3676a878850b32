"""Frame and parts say in words what they show in colour, and why something cannot be done."""

import re

import pytest
from django.template.loader import render_to_string

pytestmark = pytest.mark.usefixtures("manifest")


def drawn(part, **about):
    return re.sub(r"\s+", " ", render_to_string(f"web/parts/{part}.html", about))


def page(**about):
    frame = {"person": None, "rail": [], "crumbs": [], "urls": {}, **about}
    return render_to_string("web/base.html", {"frame": frame})


def test_every_page_of_the_practice_county_says_so():
    assert 'class="ribbon"' in page(is_practice=True)
    assert 'class="ribbon"' not in page(is_practice=False)


def test_the_page_one_is_on_is_marked_in_the_rail():
    rail = [{"key": key, "title": key, "icon": "map", "url": f"/{key}/"} for key in ("map", "data")]
    assert re.findall(r'href="/(\w+)/" aria-current="page"', page(rail=rail, current="data")) == ["data"]


def test_a_state_is_a_mark_and_a_word_and_late_is_said():
    html = drawn("state", code="unlawful", label="违法", overdue=True)
    assert 'class="state state-unlawful"><svg class="mark"' in html
    assert ">违法<" in html
    assert "only-heard" in html


def test_an_action_that_is_refused_cannot_be_sent_even_without_script():
    html = drawn("action", action={"title": "认定", "post": "/decide/", "reason": "意见不齐。"})
    assert "<form" not in html
    assert 'data-reason="意见不齐。"' in html


def test_an_unknown_fact_is_not_a_blank():
    html = drawn("facts", facts=[{"name": "用地时间", "unknown": "需外业核实"}])
    assert "is-unknown" in html
    assert "需外业核实" in html


def test_a_list_that_is_not_counted_says_how_many_are_shown(settings):
    settings.LANGUAGE_CODE = "en"
    assert "8 shown" in drawn("pager", shown=8, total=None, next_url="?after=8")
    assert "8 of 321 shown" in drawn("pager", shown=8, total=321)


def test_an_empty_list_says_why_and_what_would_fill_it():
    empty = {"title": "没有外业任务", "why": "还没有排路线。", "fills": "排好路线后列在这里。"}
    html = drawn("table", rows=[], empty=empty)
    assert "<table" not in html
    assert "还没有排路线。" in html
    assert "排好路线后列在这里。" in html


def test_what_a_person_wrote_is_never_markup():
    assert "<script>" not in drawn("notice", level="warn", title="<script>", text="<script>")


@pytest.mark.parametrize(
    "template", ["403.html", "404.html", "500.html", "503.html", "web/lost.html", "web/sign_in.html"]
)
def test_pages_outside_the_frame_stand_without_anyone_signed_in(template):
    html = render_to_string(template, {"reason": "只管辖示范县。"})
    assert "<main" in html
    assert 'class="rail"' not in html
