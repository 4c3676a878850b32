"""What a day has of what comes after a finding: ways to set, to put right, to accept and to sign; steps of cases."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.workflow.cases.lists import waiting_for
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.rectification.policies import is_of_township, leads_rectification
from tuban.workflow.rectification.queries.ledger import Asked, Stand, count_rows
from tuban.workflow.rectification.queries.one import waiting_for_signature, waiting_on_site


def heaps_of_rectification(acting: Acting, campaign: Any) -> list[dict[str, Any]]:
    """Return the heaps of rectification that a person has, each opening its list; those that are empty are left out."""
    url, on_site = reverse("web:rectification"), reverse("web:rectification_on_site")
    leads = leads_rectification(acting)

    def count(**asked: Any) -> int:
        return count_rows(acting, Asked(campaign, **asked))

    found = []
    if leads:
        found += [
            (
                _("Set ways"), _("Found unlawful, no way set"), count(stand=Stand.UNSET), f"{url}?stand={Stand.UNSET}",
                False,
            ),
            (_("Accept on site"), _("Declared done"), len(waiting_on_site(acting, campaign.pk)), on_site, False),
        ]  # fmt: skip
    if leads or is_of_township(acting):
        found += [
            (
                _("Put right"), _("Ways that your unit holds"), count(stand=Stand.OPEN, is_mine=True),
                f"{url}?stand={Stand.OPEN}&mine=1", False,
            ),
            (_("Late rectification"), _("The limit of a way has passed"), count(is_late=True), f"{url}?late=1", True),
            (
                _("Sign acceptances"), _("Accepted on site"), len(waiting_for_signature(acting, campaign.pk)), on_site,
                False,
            ),
        ]  # fmt: skip
    return _told(found)


def heaps_of_cases(acting: Acting, today: date) -> list[dict[str, Any]]:
    """Return the heaps of cases whose next step lies in somebody's hands; those that are empty are left out."""
    mine, late = waiting_for(acting, on=today)
    url = reverse("web:cases")
    return _told([(_("Steps of cases"), _("The next step is yours"), mine, f"{url}?kind=mine", late > 0)])


def _told(found: list[tuple[str, str, int, str, bool]]) -> list[dict[str, Any]]:
    return [
        {"title": title, "why": why, "count": number, "url": url, "late": is_late}
        for title, why, number, url, is_late in found
        if number
    ]
