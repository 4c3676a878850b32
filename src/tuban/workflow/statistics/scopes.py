"""What machines ask the statistics for, by the words of an address: a unit, a batch, a day."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from tuban.rules.forms.definition import Form
from tuban.values.errors import TubanError
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.statistics.keeping import up_to_date
from tuban.workflow.statistics.queries import batches_of, campaigns_of, divisions_seen_by
from tuban.workflow.statistics.refilling import NotRefilled, refill_of
from tuban.workflow.statistics.tables import Scope, forms_of


class NothingLikeIt(TubanError):
    """There is no {what} {name} in the statistics that you read."""

    code = "statistics.not_found"
    hint = "The list of the forms of the campaign names the units, batches and forms there are."


class SumsBehind(TubanError):
    """{waiting} parts changed that are not in the sums yet; they are being added up."""

    code = "statistics.sums_behind"
    hint = "Ask again in a minute."


def scope_for(by: Acting, campaign: Campaign, unit: str = "", batch: str = "", day: date | None = None) -> Scope:
    """Return the scope of a unit (the highest that the person reads where none is named), batch and day (None and today
    are now), with its sums up to date. Raises NothingLikeIt, SumsBehind, NotRefilled."""
    divisions = divisions_seen_by(by, campaign)
    code = unit or (divisions[0].code if divisions else "")
    if code not in {one.code for one in divisions}:
        raise NothingLikeIt(what="unit", name=unit)
    campaigns = campaigns_of(by, campaign, code)
    if batch and batch not in dict(batches_of(campaigns)):
        raise NothingLikeIt(what="batch", name=batch)
    if day is not None and day >= timezone.localdate():
        day = None
    scope = Scope(campaigns, code, batch, day)
    if day is None:
        waiting = sum(up_to_date(one).waiting for one in campaigns)
        if waiting:
            raise SumsBehind(waiting=waiting)
    elif any(refill_of(one, day) is None for one in campaigns):
        raise NotRefilled(day=day.isoformat())
    return scope


def form_named(scope: Scope, name: str) -> Form:
    """Return a form by its id. Raises NothingLikeIt."""
    found = next((one for one in forms_of(scope.law) if one.id == name), None)
    if found is None:
        raise NothingLikeIt(what="form", name=name)
    return found
