"""Who keeps the keys of a unit, trusts others, and makes or takes in packages, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.exchange.suites.choice import suite_named
from tuban.exchange.suites.international import INTERNATIONAL
from tuban.workflow.audit.policies import policy
from tuban.workflow.exchange.models import Package, Peer, UnitKeys
from tuban.workflow.exchange.queries import card_of, keys_row, own_suite
from tuban.workflow.exchange.words import Brings, State, Trust, Way
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Level, Role
from tuban.workflow.patches.arrivals.policies import may_begin_arrival

_HANDS = frozenset({Role.ORGANISER, Role.REVIEWER, Role.LEADER})
_LEVELS = frozenset({Level.MINISTRY, Level.BUREAU, Level.PROVINCE, Level.CITY, Level.COUNTY})


def _not_theirs(by: Acting) -> str:
    if by.level not in _LEVELS:
        return _("Packages are exchanged by the county or above; townships work in the installation of their county.")
    if by.role not in _HANDS:
        return _("Packages are exchanged by organisers, reviewers and leaders.")
    return ""


def _not_of_unit(by: Acting, row: Peer | Package) -> str:
    if row.unit_id != by.post.unit_id:
        return _("This belongs to {unit}.").format(unit=row.unit.name)
    return _not_theirs(by)


@policy
def may_exchange(by: Acting, *_subjects: object) -> str:
    """Why not: packages are exchanged by those who run the inspection of a county or above."""
    return _not_theirs(by)


@policy
def may_trust(by: Acting, peer: Peer) -> str:
    """Why not: a card is trusted once its fingerprint was compared by telephone."""
    if peer.state == Trust.TRUSTED:
        return _("It is trusted already.")
    return _not_of_unit(by, peer)


@policy
def may_withdraw(by: Acting, peer: Peer) -> str:
    """Why not: trust is withdrawn by those who give it."""
    if peer.state == Trust.WITHDRAWN:
        return _("It was withdrawn already.")
    return _not_of_unit(by, peer)


@policy
def may_pack(by: Acting, peer: Peer) -> str:
    """Why not: a package is made for an installation that is trusted, once the unit has keys."""
    if peer.state != Trust.TRUSTED:
        return _("The fingerprint of {name} was not compared yet.").format(name=peer.name)
    theirs = suite_named(card_of(peer).suite)
    if theirs is not own_suite() and own_suite() is not INTERNATIONAL:
        return _("This installation sends in {own} only; {name} handed out a card of {theirs}.").format(
            own=own_suite().algorithms, name=peer.name, theirs=theirs.algorithms
        )
    if keys_row(by.post.unit, theirs.name) is None:
        return _("The unit has no keys of {suite} yet: make them, and hand out its card.").format(
            suite=theirs.algorithms
        )
    return _not_of_unit(by, peer)


@policy
def may_receive(by: Acting, *_subjects: object) -> str:
    """Why not: what comes is opened with the keys of the unit."""
    refusal = _not_theirs(by)
    if not refusal and not UnitKeys.objects.filter(unit=by.post.unit_id).exists():
        return _("The unit has no keys yet: make them, and hand out its card.")
    return refusal


@policy
def may_decide(by: Acting, package: Package) -> str:
    """Why not: one that was looked at and waits is taken in or laid aside."""
    if package.way != Way.IN or package.state != State.WAITING:
        return _("It does not wait for a decision.")
    if package.brings == Brings.ISSUE:
        refusal = may_begin_arrival.explain(by)
        if refusal:
            return refusal
    return _not_of_unit(by, package)
