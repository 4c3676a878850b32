"""What a day has of the field: conflicts to decide, entries that could not be used."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.survey.conflicts.queries import count_to_decide
from tuban.workflow.survey.returned import unused_count


def heaps_of_field(acting: Acting) -> list[dict[str, Any]]:
    """Return the heaps of the field that a person has, each opening its list; those that are empty are left out."""
    found = [
        (
            _("Decide conflicts"), _("The field and the office differ"), count_to_decide(acting),
            reverse("web:conflicts"),
        ),
        (
            _("Look through what could not be used"), _("Brought back"), unused_count(acting),
            f"{reverse('web:returned_entries')}?applied=no",
        ),
    ]  # fmt: skip
    return [
        {"title": title, "why": why, "count": count, "late": True, "url": url}
        for title, why, count, url in found
        if count
    ]
