"""What people do here: tell facts of a patch, and take back what was told."""

from __future__ import annotations

from collections.abc import Mapping

from tuban.rules.fact_words import in_words
from tuban.rules.facts_wire import value_as_wire
from tuban.rules.rulebook import Rulebook
from tuban.rules.telling import Question, sheet_of
from tuban.values.errors import TubanError
from tuban.values.facts import UNKNOWN
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.comparing import basis_of_patch, ground_of_basis, say, write_said
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.meanwhile import lock
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import State
from tuban.workflow.survey.models import Statement
from tuban.workflow.survey.policies import may_tell
from tuban.workflow.survey.telling import NotAsked, Telling, told_with


class SourceNeeded(TubanError):
    """Nobody can check what is told without a source."""

    code = "survey.source_needed"
    hint = "Say where it is known from: the page of the field book, the number of the document, the register."


class NothingTold(TubanError):
    """Nothing was changed."""

    code = "survey.nothing_told"
    hint = "Fill in or change a field first."


@action("survey.tell", policy=may_tell, secrets=("telling",))
def tell(patch: Patch, *, by: Acting, expected_version: int, telling: Telling, reason: str = "") -> Patch:
    """Tell facts of a patch and take others back; the patch is judged anew at once, in the same transaction.

    Raises ChangedMeanwhile, SourceNeeded, NothingTold, NotAsked.
    """
    law = rulebook_of(patch.campaign)
    asked = sheet_of(law).questions
    _check(telling, asked, law)
    basis = basis_of_patch(patch)
    ground = ground_of_basis(patch.campaign, basis)  # made ready before anything is locked
    lock(patch, expected_version)
    told = told_with(patch, telling, by=by)
    _write(patch, telling, by)
    write_said(say([patch], ground, telling={patch.pk: told}), basis, asked=[patch])
    patch.refresh_from_db()
    _move_on(patch)
    patch.version += 1
    patch.save(update_fields=["state", "version", "changed_at"])
    note(
        told={asked[name].kind.title: in_words(name, value, law) for name, value in telling.facts.items()},
        **({"taken_back": [asked[name].kind.title for name in telling.taken_back]} if telling.taken_back else {}),
        **({"source": f"{telling.origin.label}：{telling.source}"} if telling.facts else {}),
        changed={"version": [expected_version, patch.version]},
    )
    return patch


def _check(telling: Telling, asked: Mapping[str, Question], law: Rulebook) -> None:
    if not telling.names:
        raise NothingTold
    if telling.facts and not telling.source.strip():
        raise SourceNeeded
    for name in telling.names:
        if name not in asked:
            raise NotAsked(name=law.vocabulary[name].title if name in law.vocabulary else name)


def _write(patch: Patch, telling: Telling, by: Acting) -> None:
    Statement.objects.filter(patch=patch, fact__in=telling.names, is_current=True).update(is_current=False)
    Statement.objects.bulk_create(
        Statement(
            patch=patch, fact=name, value=value_as_wire(telling.facts[name]) if name in telling.facts else None,
            is_withdrawn=name not in telling.facts, origin=telling.origin, source=telling.source[:200], by=by.person,
            post=by.post,
        )
        for name in telling.names
    )  # fmt: skip


def _move_on(patch: Patch) -> None:
    """A patch of which the ground is known waits for its review, also where it was reviewed on other facts; any other
    waits for the visit."""
    current = patch.comparisons.filter(is_current=True).values_list("facts", flat=True).first() or {}
    is_known = current.get("ground_state", value_as_wire(UNKNOWN)) != value_as_wire(UNKNOWN)
    patch.state = State.VISITED if is_known else State.TO_VISIT
