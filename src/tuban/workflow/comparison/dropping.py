"""Drops everything that was ever done in a campaign but its audit: for practice only."""

from __future__ import annotations

from django.db.models import Model, QuerySet

from tuban.values.errors import TubanError
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.models import Arrival, Patch


class NotPractice(TubanError):
    """{campaign} is no practice: nothing of it is ever dropped."""

    code = "comparison.not_practice"
    hint = "Only the practice county can be reset."


def drop_work(campaign: Campaign) -> None:
    """Drop the patches of a practice campaign with all that hangs on them, and its questions, phases and materials.

    Raises NotPractice.
    """
    if not campaign.is_practice:
        raise NotPractice(campaign=campaign)
    _drop(Patch.objects.filter(campaign=campaign), keep=(Campaign, Arrival))
    for relation in Campaign._meta.related_objects:
        if relation.related_model not in (Patch, Arrival):
            _drop(relation.related_model._default_manager.filter(**{relation.field.name: campaign}), keep=())


def _drop(rows: QuerySet[Model], *, keep: tuple[type[Model], ...]) -> None:
    """Delete rows, and first whatever points to them: later stages protect what they rest on."""
    for relation in rows.model._meta.related_objects:
        model = relation.related_model
        if model is not rows.model and model not in keep:
            _drop(model._default_manager.filter(**{f"{relation.field.name}__in": rows}), keep=keep)
    rows.delete()
