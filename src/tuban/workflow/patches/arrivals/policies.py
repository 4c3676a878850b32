"""Who may bring in discs, and which: organisers and fill-in persons of a county or above, discs of their own areas."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.roles import Level, Role
from tuban.workflow.patches.arrivals.files import is_kept
from tuban.workflow.patches.arrivals.queries import has_idle_job, is_loaded_already
from tuban.workflow.patches.models import Arrival

_ROLES = frozenset({Role.ORGANISER, Role.CLERK})
_LEVELS = frozenset({Level.MINISTRY, Level.PROVINCE, Level.CITY, Level.COUNTY})
_PRACTICE = "99"  # the invented province of practice; GB/T 2260 gives no division such a code
_State = Arrival.State


def _not_an_importer(by: Acting) -> str:
    if by.role not in _ROLES or by.is_of_other_organ:
        return _("Discs are brought in by campaign organisers and fill-in persons.")
    if by.level not in _LEVELS:
        return _("Discs are brought in by the county or above; it then assigns patches to townships.")
    return ""


def _not_ours(by: Acting, arrival: Arrival) -> str:
    if by.post.unit_id != arrival.unit_id:
        return _("This disc was brought in by {unit}; only that unit goes on with it.").format(unit=arrival.unit.name)
    return _not_an_importer(by)


def foreign_area(unit: Unit, area_code: str, area_name: str) -> str:
    """Return why a disc of a division is none of a unit's; empty where it is."""
    place = f"{area_name} {area_code}".strip()
    if unit.is_practice and not area_code.startswith(_PRACTICE):
        return _("This is a practice unit: it takes discs with codes beginning with 99 only, not {place}.").format(
            place=place
        )
    if not unit.is_practice and area_code.startswith(_PRACTICE):
        return _("{place} is the practice county: a real unit does not take its disc.").format(place=place)
    if not any(area_code.startswith(code) for code in unit.areas.values_list("code", flat=True)):
        return _("The disc is of {place}, which is outside the areas of {unit}.").format(place=place, unit=unit.name)
    return ""


@policy
def may_begin_arrival(by: Acting, *_subjects: object) -> str:
    """Why not: organisers and fill-in persons of a county or above bring in discs."""
    return _not_an_importer(by)


@policy
def may_receive(by: Acting, arrival: Arrival) -> str:
    """Why not: bytes are taken while the upload is open."""
    if arrival.state != _State.UPLOADING:
        return _("This upload is closed.")
    return _not_ours(by, arrival)


@policy
def may_check(by: Acting, arrival: Arrival) -> str:
    """Why not: a disc is checked once it is whole, again where its check did not end or its roles were corrected."""
    if arrival.state == _State.UPLOADING:
        return _not_ours(by, arrival)
    if arrival.state == _State.CHECKING and not has_idle_job(arrival):
        return _("The check is running.")
    if arrival.state not in (_State.CHECKING, _State.CHECKED, _State.UNFIT):
        return _("The disc is being loaded, is loaded or was dropped.")
    return _not_ours(by, arrival)


@policy
def may_correct_roles(by: Acting, arrival: Arrival) -> str:
    """Why not: only roles that no manifest on the disc states can be corrected."""
    if arrival.state not in (_State.CHECKED, _State.UNFIT):
        return _("Roles are corrected between check and confirmation.")
    if arrival.summary.get("stated_by"):
        return _("The roles are stated on the disc, in {file}: its issuer must correct them.").format(
            file=arrival.summary["stated_by"]
        )
    return _not_ours(by, arrival)


@policy
def may_confirm(by: Acting, arrival: Arrival) -> str:
    """Why not: a checked disc that is fit, of one's own areas, not loaded before."""
    if arrival.state == _State.UNFIT:
        return arrival.summary.get("refusal") or _("The import doctor found errors: they must be put right first.")
    if arrival.state != _State.CHECKED:
        return _("Only a disc that was checked and waits for confirmation can be loaded.")
    campaign = arrival.summary["campaign"]
    refusal = _not_ours(by, arrival) or foreign_area(arrival.unit, campaign["area_code"], campaign["area_name"])
    if not refusal and is_loaded_already(arrival):
        return _("The same disc was loaded before.")
    return refusal


@policy
def may_drop(by: Acting, arrival: Arrival) -> str:
    """Why not: what is loaded stays, what is being loaded must be stopped first."""
    if arrival.state == _State.DROPPED:
        return _("It was dropped already.")
    if arrival.state == _State.LOADED:
        return _("A loaded disc stays: patches rest on it.")
    if arrival.state in (_State.LOADING, _State.CHECKING) and not has_idle_job(arrival):
        return _("Stop the running job first.")
    return _not_ours(by, arrival)


@policy
def may_take_back(by: Acting, arrival: Arrival) -> str:
    """Why not: a dropped disc comes back while its files are kept."""
    if arrival.state != _State.DROPPED:
        return _("It was not dropped.")
    if not is_kept(arrival):
        return _("Its files were removed after seven days.")
    return _not_ours(by, arrival)
