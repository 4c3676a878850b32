"""What people do with patches in the browser: find one, read it, cut it, give it out."""

from __future__ import annotations

import pytest
from tests.web.conftest import PHONE, faults_of_access
from tests.workflow.small_disc import LEFT, OTHER

from tuban.workflow.patches.cutting import to_plane
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_an_organiser_finds_a_patch_reads_its_dossier_and_assigns_it(page_of, campaign):
    page = page_of("zuzhi")
    page.goto("/patches/")
    page.fill("#q", LEFT[-3:])
    page.press("#q", "Enter")
    page.wait_for_url(f"**/patches/?*q={LEFT[-3:]}*")
    page.locator("tr[tabindex='0']").focus()
    page.keyboard.press("Enter")
    drawer = page.locator("#drawer [data-drawer-title]")
    drawer.wait_for()
    assert drawer.inner_text() == LEFT
    assert "patch=" in page.url
    page.keyboard.press("Escape")
    assert page.locator("#drawer").is_hidden()
    page.goto(f"/patches/{Patch.objects.get(number=LEFT).uuid}/")
    for tab in ("影像", "套合", "依据", "登记卡", "证据", "痕迹"):
        page.locator(".tabs").get_by_text(tab).click()
        page.wait_for_load_state()
        assert page.locator("h1").inner_text() == LEFT
        assert faults_of_access(page) == []
    page.get_by_role("link", name="指派").click()
    page.select_option("#unit", label="甲溪镇")
    page.fill("#due_on", "2030-01-05")
    page.get_by_role("button", name="指派").click()
    page.locator(".toast-note").wait_for()
    assert Patch.objects.get(number=LEFT).assigned_unit.name == "甲溪镇"
    page.locator(".toast-note form button").click()
    page.wait_for_load_state()
    assert Patch.objects.get(number=LEFT).assigned_unit is None


def test_a_checker_draws_a_cut_and_splits(page_of, campaign):
    import shapely

    patch = Patch.objects.get(number=LEFT)
    page = page_of("diji")
    page.goto(f"/patches/{patch.uuid}/split/")
    paper = page.locator("svg[data-paper]")
    west, north, metres = (float(paper.get_attribute(f"data-{name}")) for name in ("west", "north", "metres"))
    left, bottom, right, top = to_plane(shapely.from_wkb(bytes(patch.geometry.wkb)), campaign.epsg).bounds
    box = paper.bounding_box()
    scale = box["width"] / 150
    for y in (top + 4, bottom - 4):
        at = {"x": ((left + right) / 2 - west) / metres * scale, "y": (north - y) / metres * scale}
        paper.click(position=at)
    page.locator("[data-piece-path]").nth(1).wait_for()
    assert page.locator("svg[data-paper] [data-pieces] path").count() == 2
    page.fill("#reason", "权属不同")
    page.get_by_role("button", name="分宗").click()
    page.locator(".toast-note").wait_for()
    children = Patch.objects.filter(number=LEFT, fate=Fate.ACTIVE)
    assert sum(child.area_m2 for child in children) == patch.area_m2


def test_many_are_chosen_and_given_out(page_of, campaign):
    page = page_of("zuzhi")
    page.goto("/patches/")
    page.locator("[data-choose-page]").check()
    assert page.locator("[data-choice-count]").first.inner_text() == str(Patch.objects.filter(fate=Fate.ACTIVE).count())
    page.locator("[data-choice-bar] .btn-primary").click()
    page.select_option("#unit", label="甲溪镇")
    page.locator("form .btn-primary").click()
    page.locator(".toast-note").first.wait_for()
    assert not Patch.objects.filter(fate=Fate.ACTIVE, assigned_unit=None).exists()


def test_a_clerk_sees_their_own_area_only_on_a_phone_too(page_of, campaign):
    page = page_of("xiang01", PHONE)
    for address in ("/", "/patches/"):
        page.goto(address)
        assert OTHER not in page.content()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert faults_of_access(page) == []
