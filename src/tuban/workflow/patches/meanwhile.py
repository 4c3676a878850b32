"""Two people on the same patch: the later one is told who changed what, and neither loses anything."""

from __future__ import annotations

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.queries import history, is_after
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.journey import KIND


class ChangedMeanwhile(TubanError):
    """{patch} was changed meanwhile: {what}."""

    code = "patches.changed_meanwhile"
    hint = "Look at it as it is now, then do it again if it is still right. Nothing was overwritten."


class CampaignLocked(TubanError):
    """The data were accepted by {unit} and are locked."""

    code = "patches.campaign_locked"
    hint = "Ask the unit that accepted them to reopen them, with the reason."


def hold(patch: Patch) -> None:
    """Lock the row of a patch, with that of its campaign, and bring the object up to date."""
    patch.refresh_from_db(from_queryset=Patch.objects.select_for_update().select_related("campaign"))


def lock(patch: Patch, expected_version: int, *, accepted_too: bool = False) -> Patch:
    """Lock the row of a patch and bring the object up to date; raises ChangedMeanwhile where the version is another,
    CampaignLocked where its data were accepted and stand still.

    To be called first inside an action. ``accepted_too`` is for what goes on after acceptance and changes no figure of
    what was accepted: putting right.
    """
    hold(patch)
    if patch.campaign.locked_at is not None and not accepted_too:
        raise CampaignLocked(unit=patch.campaign.locked_by)
    changed = meanwhile(patch, expected_version)
    if changed is not None:
        raise changed
    return patch


def meanwhile(patch: Patch, expected_version: int) -> ChangedMeanwhile | None:
    """Return who did what to a patch since a version; None where nobody did anything."""
    if patch.version == expected_version:
        return None
    return ChangedMeanwhile(patch=patch, what=_told(patch, expected_version), row=patch, expected=expected_version)


def _told(patch: Patch, expected: int) -> str:
    """Say who did what since a version, from the audit."""
    told = [
        _line(line) for line in history(KIND, str(patch.uuid)).filter(is_refused=False)[:20] if is_after(line, expected)
    ]
    if told:
        return "；".join(reversed(told))
    return _("it came anew with a disc, or was made of another patch (version {version})").format(version=patch.version)


def _line(line: Line) -> str:
    at = formats.date_format(timezone.localtime(line.at), "DATETIME_FORMAT")
    return f"{line.person_name} {at} {action_title(line.action)}"


def action_title(action: str) -> str:
    """Return what people call an action on patches; its name where they have no word for it."""
    titles = {
        "review.read": _("read its images"),
        "review.undo_reading": _("took back a reading"),
        "review.arbitrate": _("decided between two readings"),
        "patches.assign": _("assigned it"),
        "patches.split": _("split it"),
        "patches.merge": _("merged it"),
        "patches.restore": _("restored it"),
        "patches.add_patch": _("added it"),
        "patches.answer_likeness": _("said whether it is a duplicate"),
        "patches.correct": _("brought in a disc that corrects it"),
        "patches.withdraw": _("brought in a disc by which its issuer withdrew it"),
        "patches.bring_back": _("brought in a disc that issues it again"),
        "survey.tell": _("told facts of it"),
        "review.consult": _("asked the departments"),
        "review.stand_as_arranged": _("let it stand as the departments are arranged now"),
        "review.give_opinion": _("spoke for a department"),
        "review.confer": _("decided as the chair"),
        "review.take_finding": _("took a finding"),
        "review.reopen": _("reopened a finding"),
        "review.send_back": _("sent it back"),
        "rectification.set_ways": _("set how it is put right"),
        "rectification.withdraw_way": _("withdrew a way of rectification"),
        "rectification.hand_over": _("handed a way of rectification over"),
        "rectification.suspend": _("suspended the limit of a way of rectification"),
        "rectification.resume": _("let the limit of a way of rectification run again"),
        "rectification.fix_day": _("set the last day of a way of rectification"),
        "rectification.declare": _("declared a way of rectification done"),
        "rectification.inspect": _("entered an acceptance on site"),
        "rectification.sign_acceptance": _("signed an acceptance"),
        "rectification.name_false": _("named a declaration false"),
        "rectification.reopen_way": _("put a way of rectification back into work"),
        "patrols.answer": _("said whether an entry of the patrol ledger is this place"),
        "comparison.compare_again": _("compared it anew"),
        "comparison.answer_would_differ": _("answered what would differ"),
    }
    return titles.get(action, action)
