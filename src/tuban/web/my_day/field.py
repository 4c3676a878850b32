"""What a day has of the field: patches in conflict, entries that could not be used."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.web.patch_list.asking import Asked
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.queries.counts import count
from tuban.workflow.patches.queries.lists import Filter
from tuban.workflow.survey.conflicts.queries import has_to_decide
from tuban.workflow.survey.returned import unused_count


def heaps_of_field(acting: Acting, campaign: Any) -> list[dict[str, Any]]:
    """Return the heaps of the field that a person has, each opening its list; those that are empty are left out."""
    in_conflict = Filter(campaign=campaign.pk, has_conflicts=True)
    found = [
        (
            _("Decide conflicts"), _("The field and the office differ"),
            count(acting, in_conflict) if has_to_decide(acting) else 0,
            f"{reverse('web:patches')}{Asked(in_conflict).query(campaign='')}",
        ),
        (
            _("Look through what could not be used"), _("Brought back"), unused_count(acting),
            f"{reverse('web:returned_entries')}?applied=no",
        ),
    ]  # fmt: skip
    return [
        {"title": title, "why": why, "count": number, "late": True, "url": url}
        for title, why, number, url in found
        if number
    ]
