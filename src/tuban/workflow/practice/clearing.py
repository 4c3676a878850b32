"""Drops everything that was ever done in a practice county but its organisation and its audit.

What belongs to the county is found by the references of the tables themselves, so that a stage that is added later is
cleared too. A row of a real unit, or of another county, is never reached: meeting one ends the reset.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import ForeignKey, Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.jobs.models import Job
from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.audit.recording import Actor
from tuban.workflow.backup.named import columns, named_by_none
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Basis
from tuban.workflow.evidence.models import Device
from tuban.workflow.organisations.models import Department, Group, Person, Post, Unit
from tuban.workflow.patches.arrivals import files
from tuban.workflow.patches.models import Arrival

Model_ = type[Model]
_STAGES = "tuban.workflow."
_KEPT = frozenset({
    "organisations.Unit", "organisations.Area", "organisations.Department", "organisations.Person",
    "organisations.FormerPassword", "organisations.Post", "organisations.Holding", "organisations.Group",
    "organisations.Membership", "organisations.Responsibility", "organisations.Token", "sign_in.Session",
    "sign_in.FactorRule", "office_messages.Wishes", "office_messages.Webhook", "office_messages.Delivery",
    "evidence.Device", "exchange.UnitKeys", "exchange.Peer", "routes.Outfit", "review.DeskKeys", "campaigns.Campaign",
    "patches.Change", "audit.Line", "audit.ChainHead",
})  # fmt: skip
"""Who works there, with what they set for themselves; what tells others that something changed; and the audit."""
_MADE_AGAIN = frozenset({"layers", "comparison"})
"""Stages whose files come again with the disc: they stay in the store."""
_SAY_SO = (("campaign", "is_practice"), ("unit", "is_practice"), ("patch", "campaign__is_practice"))
_AT_ONCE = 500


class NotPractice(TubanError):
    """{what} is no practice: nothing of it is ever dropped."""

    code = "practice.not_practice"
    hint = "Only a practice county can be reset. Nothing was changed."


@transaction.atomic
def clear(campaign: Campaign, *, by: Actor) -> int:
    """Drop all work of a practice county and bring its campaign back to before its disc; returns how many rows went.

    Work that waits for it is called off. Devices of its people take nothing any more and are told why; files that
    nothing names any more are removed when the transaction is through. Raises NotPractice.
    """
    if not campaign.is_practice:
        raise NotPractice(what=campaign)
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    reach = _Reach(campaign)
    for model in reach.order:
        _demand_practice(model, reach.keys(model))
    named = _files_named(reach)
    arrivals = list(Arrival.objects.filter(pk__in=list(reach.keys(Arrival))))
    for model in reversed(reach.order):
        for keys in _portions(reach.keys(model)):
            model._base_manager.filter(pk__in=keys)._raw_delete(connection.alias)
    Basis.objects.filter(editions=None, comparisons=None).delete()  # points to nothing of a county by itself
    Device.objects.filter(person__in=list(reach.keys(Person)), revoked_at=None).update(
        revoked_at=timezone.now(), revoked_by=by.person_id, revoked_because=_("the practice county was reset")
    )
    Job.objects.filter(campaign_id=campaign.pk, state=Job.State.WAITING).update(
        state=Job.State.CANCELLED, ended_at=timezone.now()
    )
    _begin_anew(campaign)
    transaction.on_commit(lambda: _remove(named, arrivals))
    return sum(len(reach.keys(model)) for model in reach.order)


class _Reach:
    """The rows of a practice county: those of its campaign, and those of its units, posts and people."""

    def __init__(self, campaign: Campaign) -> None:
        units = Unit.objects.filter(is_practice=True, code__startswith=campaign.area_code)
        self._keys: dict[Model_, set[Any]] = {
            Campaign: {campaign.pk},
            Unit: _pks(units),
            Department: _pks(Department.objects.filter(unit__in=units)),
            Group: _pks(Group.objects.filter(unit__in=units)),
            Post: _pks(Post.objects.filter(unit__in=units)),
            Person: _pks(Person.objects.filter(is_practice=True, holdings__post__unit__in=units)),
        }
        self._keys[Device] = _pks(Device.objects.filter(person__in=list(self._keys[Person])))
        self.order = list(_in_order())
        for model in self.order:
            self._keys[model] = self._reached(model, campaign)

    def keys(self, model: Model_) -> set[Any]:
        """Return the keys of the rows that were reached."""
        return self._keys.get(model, set())

    def _reached(self, model: Model_, campaign: Campaign) -> set[Any]:
        found: set[Any] = set()
        rows = model._base_manager
        for name, target in _references(model):
            for keys in _portions(self.keys(target)):
                found.update(rows.filter(**{f"{name}__in": keys}).values_list("pk", flat=True))
        fields = {field.attname: field for field in model._meta.concrete_fields}
        if {"is_practice", "area_code"} <= fields.keys():
            own = Q(is_practice=True, area_code__startswith=campaign.area_code)
            found.update(rows.filter(own).values_list("pk", flat=True))
        if "campaign_id" in fields:  # a reference, or the key alone
            found.update(rows.filter(campaign_id=campaign.pk).values_list("pk", flat=True))
        return found


def _in_order() -> Iterator[Model_]:
    """Yield the models of all stages that are cleared, those that others point to first."""
    graph: TopologicalSorter[Model_] = TopologicalSorter()
    cleared = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_config.name.startswith(_STAGES) and model._meta.label not in _KEPT
    ]
    for model in cleared:
        graph.add(model, *(target for _name, target in _references(model) if target in cleared and target is not model))
    yield from (model for model in graph.static_order() if model in cleared)


def _references(model: Model_) -> list[tuple[str, Model_]]:
    return [(one.name, one.related_model) for one in model._meta.concrete_fields if isinstance(one, ForeignKey)]


def _demand_practice(model: Model_, keys: set[Any]) -> None:
    """Raise NotPractice where a row says of itself, or of what it hangs on, that it is real."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    asked = [name for name in ("is_practice",) if name in fields]
    asked += [f"{name}__{rest}" for name, rest in _SAY_SO if isinstance(fields.get(name), ForeignKey)]
    for name in asked:
        for portion in _portions(keys):
            stranger = model._base_manager.filter(pk__in=portion, **{name: False}).first()
            if stranger is not None:
                raise NotPractice(what=stranger)


def _begin_anew(campaign: Campaign) -> None:
    """Take back what people set of the campaign; title and area are the disc's."""
    campaign.state, campaign.cadence, campaign.parameters = Campaign.State.PREPARING, Campaign.Cadence.YEAR, {}
    campaign.begins = campaign.ends = campaign.locked_at = campaign.locked_by = None
    campaign.disc_checksum = ""
    campaign.version += 1
    campaign.save()


def _files_named(reach: _Reach) -> set[str]:
    """Return the content of the store that the rows name and that does not come again with the disc."""
    named: set[str] = set()
    for model, column in columns():
        if model._meta.app_label in _MADE_AGAIN:
            continue
        for keys in _portions(reach.keys(model)):
            named.update(model._base_manager.filter(pk__in=keys).exclude(**{column: ""}).values_list(column, flat=True))
    return named


def _remove(named: set[str], arrivals: Sequence[Arrival]) -> None:
    """Remove the files that no row names any more."""
    for arrival in arrivals:
        files.throw_away(arrival)
    for checksum in named_by_none(named):
        for path in store.path_of(checksum).parent.glob(f"{checksum}*"):
            path.unlink(missing_ok=True)


def _pks(rows: Any) -> set[Any]:
    return set(rows.values_list("pk", flat=True))


def _portions(keys: set[Any]) -> Iterator[list[Any]]:
    listed = list(keys)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
