"""Patches of known truth (质控图斑): proposed by a lot that anybody can draw again, chosen by an organiser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.lawbook import rulebook
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.moving import move
from tuban.workflow.patches.states import Fate, State
from tuban.workflow.review.models import Control
from tuban.workflow.review.reading.known import GROUND, ground_state_in, source_in
from tuban.workflow.review.reading.lots import lot
from tuban.workflow.review.reading.policies import may_arrange, may_retire

_NOT_VISITED = (State.ISSUED, State.COMPARED, State.TO_VISIT)


class NoKnownTruth(TubanError):
    """Of {patch} nobody knows what is there."""

    code = "review.no_known_truth"
    hint = "Choose patches that the field has visited."


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patch that may become a control: what is known of it, and what proves it."""

    patch: Patch
    truth: str
    because: str


def candidates(campaign: Campaign, *, count: int, seed: str) -> list[Candidate]:
    """Return a draw of patches of which the field result is known: the first of each category, then the first of all,
    by the lot of the seed. Patches that are controls, or that somebody has read, are left out."""
    rows = list(
        Comparison.objects.filter(
            is_current=True, patch__campaign=campaign, patch__fate=Fate.ACTIVE, patch__control__isnull=True,
            facts__ground_state__in=list(rulebook().codelist(GROUND).values),
        ).exclude(patch__readings__undone_at=None, patch__readings__isnull=False)
        .values_list("pk", "patch__uuid", "facts__ground_state")
    )  # fmt: skip
    ranked = sorted(rows, key=lambda row: lot(seed, row[1]))
    first = {truth: key for key, _uuid, truth in reversed(ranked)}
    keys = [key for key, _uuid, truth in ranked if first[truth] == key][:count]
    keys += [key for key, _uuid, _truth in ranked if key not in set(keys)][: count - len(keys)]
    found = Comparison.objects.defer("judgement", "overlaps", "problems").select_related("patch").in_bulk(keys)
    chosen = [Candidate(found[key].patch, ground_state_in(found[key].facts), source_in(found[key])) for key in keys]
    return sorted(chosen, key=lambda one: (one.patch.number, one.patch.part_number))


@action("review.choose_controls", policy=may_arrange, secrets=("patches",))
def choose_controls(campaign: Campaign, *, by: Acting, patches: Sequence[Patch]) -> list[Control]:
    """Make patches controls: their field result is the truth that readings are held against. Raises NoKnownTruth.

    From now on readings of them change nothing. Whom the field has visited stands as visited.
    """
    made = []
    for patch in patches:
        said = Comparison.objects.filter(patch=patch, patch__campaign=campaign, is_current=True).first()
        truth = ground_state_in(said.facts) if said is not None else ""
        if said is None or not truth:
            raise NoKnownTruth(patch=patch)
        patch.refresh_from_db()
        if patch.state in _NOT_VISITED:
            move(patch, State.VISITED, expected_version=patch.version)
        values = {
            "campaign": campaign, "truth": truth, "because": source_in(said)[:200] or _("field result"),
            "by": by.person, "retired_at": None,
        }  # fmt: skip
        made.append(Control.objects.update_or_create(patch=patch, defaults=values)[0])
    note(count=len(made))  # which ones is told to nobody: a line would give them away
    return made


@action("review.retire_control", policy=may_retire)
def retire_control(control: Control, *, by: Acting, reason: str = "") -> Control:
    """Let a patch be a control no more; what was read of it stays in the figures."""
    control.retired_at = timezone.now()
    control.save(update_fields=["retired_at"])
    return control


def controls_of(campaign: Campaign) -> QuerySet[Control]:
    """Return the controls of a campaign, those in use first."""
    rows = Control.objects.filter(campaign=campaign).select_related("patch", "by")
    return rows.order_by("retired_at", "patch__number", "patch__part_number")
