"""The office changes the route while the telephone is out: it is told, and takes what changed."""

from __future__ import annotations

import pytest

from tuban.workflow.routes.models import Visit

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.xdist_group("browser"),
]


@pytest.mark.seed("F1")
def test_another_route_is_told_on_the_day_and_only_what_changed_is_taken(surveyor, plan):
    who = surveyor()
    who.begin()
    kept = who.page.locator(".stop").count()
    assert who.page.locator(".route-changed").count() == 0
    Visit.objects.filter(plan=plan, order=1).update(arrives=31_000)
    who.killed()
    changed = who.page.locator(".route-changed")
    changed.wait_for()
    assert "内业改了本组的路线" in changed.inner_text()
    asked: list[str] = []
    who.page.on("request", lambda one: "/parts/" in one.url and asked.append(one.url))
    changed.get_by_role("link", name="取新路线").click()
    who.takes_the_package()
    assert len(asked) == 1
    assert who.page.locator(".route-changed").count() == 0
    assert who.page.locator(".stop").count() == kept
