"""The second visit is blind to the first: whoever has sheets to fill sees nothing of any area until these are sealed.

Whoever comes with a first result in mind confirms it. To hide single patches from lists, maps, tables, files and
packages would leave sums and reports that tell them; so a visitor acts for no area at all meanwhile, through every
door, and has only their sheets.
"""

from __future__ import annotations

from django.db.models import QuerySet

from tuban.workflow.organisations.models import Person, Post
from tuban.workflow.organisations.roles import ABOVE_COUNTIES
from tuban.workflow.supervision.models import Drawn
from tuban.workflow.supervision.words import Purpose


def visits_blind(person: Person, post: Post) -> bool:
    """Whether a person has sheets that are not sealed yet; only people above the county visit for supervision."""
    return post.unit.level in ABOVE_COUNTIES and open_sheets(person).exists()


def open_sheets(person: Person) -> QuerySet[Drawn]:
    """Return the sheets of a person that are not sealed, in the turns of their lots."""
    return sheets_of(person).filter(sealed_at=None)


def sheets_of(person: Person) -> QuerySet[Drawn]:
    """Return all sheets of a person."""
    rows = Drawn.objects.filter(visitor=person, purpose=Purpose.FIELD)
    return rows.select_related("patch", "lot__supervision__campaign", "lot__supervision__unit").order_by(
        "-lot__fixed_at", "place"
    )
