"""Where the thing of a document is shown, what that page is called, and where the form is fetched to be printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.workflow.comparison.reading import HANDLING
from tuban.workflow.reporting.signing import KIND as WEEK
from tuban.workflow.results.signing import CAMPAIGN
from tuban.workflow.review.cards import PATCH
from tuban.workflow.submission.signing import SEAL
from tuban.workflow.supervision.report import KIND as SUPERVISION


@dataclass(frozen=True, slots=True)
class Place:
    """A page with its title, and the address of the form on paper, empty where there is none."""

    title: str
    url: str
    print_url: str = ""


def place_of(document: Any) -> Place | None:
    """Return where the thing of a document is shown; None for a kind of thing that has no page."""
    key = document.subject_id
    if document.subject_kind == SEAL:
        place = Place(_("Reporting up"), f"{reverse('web:submission')}?campaign={document.campaign_id}")
    elif document.subject_kind == CAMPAIGN:
        place = Place(
            _("Results"), reverse("web:results_of", args=[key]), reverse("web:form_file", args=[key, document.form])
        )
    elif document.subject_kind == WEEK:
        place = Place(
            _("Weekly report"), reverse("web:report_of_week", args=[key]), reverse("web:report_week_paper", args=[key])
        )
    elif document.subject_kind == SUPERVISION:
        place = Place(
            _("Report of the supervision"), reverse("web:supervision_report", args=[key]),
            reverse("web:supervision_report_file", args=[key]),
        )  # fmt: skip
    elif document.subject_kind == PATCH:
        name = "web:patch_handling_file" if document.form == HANDLING else "web:patch_card_file"
        place = Place(_("Dossier"), reverse("web:patch_signatures", args=[key]), reverse(name, args=[key]))
    else:
        return None
    return place if document.is_current else Place(place.title, place.url)
