"""Which documents, delegations and absences an acting person sees; the documents of one thing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from tuban.workflow.organisations.acting import Acting, in_areas
from tuban.workflow.organisations.models import Holding, Person
from tuban.workflow.organisations.queries import holdings_seen_by, units_seen_by
from tuban.workflow.organisations.roles import ADMINISTRATORS
from tuban.workflow.signoff.models import Absence, Delegation, Document


def documents_seen_by(by: Acting) -> QuerySet[Document]:
    """Return the documents of the areas of the acting person, and those of their own unit. Administrators see none."""
    if by.is_administrator:
        return Document.objects.none()
    ours = Document.objects.filter(is_practice=by.is_practice).select_related("unit")
    return in_areas(ours, by.area_codes, "area_code") | ours.filter(unit=by.post.unit_id)


def documents_of(subject_kind: str, subject_id: str) -> QuerySet[Document]:
    """Return the documents of one thing, the current ones first. Whoever sees the thing sees them."""
    found = Document.objects.filter(subject_kind=subject_kind, subject_id=subject_id).select_related("unit")
    return found.order_by("-is_current", "form", "-opened_at")


def current_document(subject_kind: str, subject_id: str, form: str) -> Document | None:
    """Return the current document of a form of a thing; None where it was not put forward yet."""
    return documents_of(subject_kind, subject_id).filter(form=form, is_current=True).first()


def delegations_seen_by(by: Acting) -> QuerySet[Delegation]:
    """Return the delegations of the units seen, and those that the acting person gave or got."""
    units = units_seen_by(by).order_by().values("pk")
    found = Delegation.objects.filter(Q(post__unit__in=units) | Q(from_person=by.person_id) | Q(to_person=by.person_id))
    return found.select_related("post__unit", "post__department", "from_person", "to_person", "registered_by")


def absences_seen_by(by: Acting) -> QuerySet[Absence]:
    """Return the absences of the units seen, and one's own."""
    units = units_seen_by(by).order_by().values("pk")
    found = Absence.objects.filter(Q(post__unit__in=units) | Q(person=by.person_id))
    return found.select_related("post__unit", "post__department", "person", "registered_by")


def holdings_that_sign(by: Acting, *, on: date) -> QuerySet[Holding]:
    """Return who holds which post today in the units seen, without the administrators: for whom one may delegate or
    register an absence."""
    held = holdings_seen_by(by).filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, person__is_active=True)
    held = held.exclude(post__role__in=ADMINISTRATORS).filter(post__closed_on__isnull=True)
    return held.order_by("post__unit__code", "post__department__name", "post__title")


def colleagues_of(unit_ids: Iterable[object], *, on: date) -> QuerySet[Person]:
    """Return the people who hold a post today in some units: to whom one may delegate."""
    held = Holding.objects.filter(
        Q(until__isnull=True) | Q(until__gte=on), since__lte=on, post__unit__in=list(unit_ids),
    ).exclude(post__role__in=ADMINISTRATORS)  # fmt: skip
    return Person.objects.filter(holdings__in=held, is_active=True).distinct().order_by("name")
