"""What came after a finding (查处、整改): told of the patch by the stages that keep it; the finding stays as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils import timezone

from tuban.rules.facts_wire import value_as_wire
from tuban.values.errors import TubanError
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.comparing import basis_of_patch, ground_of_basis, say, write_said
from tuban.workflow.comparison.telling import told_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.cards import refresh_card
from tuban.workflow.review.counting import keep_terms


class NotOfAfterwards(TubanError):
    """“{name}” is no fact of what comes after a finding."""

    code = "review.not_of_afterwards"
    hint = "Only the facts of handling and rectification are told here; what was found stays as it was taken."


def tell_later(
    patch: Patch, *, by: Acting, facts: Mapping[str, Any], taken_back: Collection[str] = (), source: str
) -> Patch:
    """Tell facts of what came after the finding of a patch (``made_by: case``), and take others back.

    The patch is compared anew with them in the running transaction; its finding stays, and what it gives to the ratio
    follows. Not an action by itself: a stage calls it inside an action of its own, after locking the patch. What says
    the same already is not told again. Raises NotOfAfterwards.
    """
    vocabulary = rulebook_of(patch.campaign).vocabulary
    for name in (*facts, *taken_back):
        if name not in vocabulary or vocabulary[name].made_by != "case":
            raise NotOfAfterwards(name=vocabulary[name].title if name in vocabulary else name)
    words = f"{source}（{by.person_name} {timezone.localdate().isoformat()}）"
    known = told_of([patch]).get(patch.pk, {})
    told = {
        **{name: one for name, one in known.items() if name not in taken_back},
        **{
            name: {"value": value_as_wire(value), "source": words}
            for name, value in facts.items()
            if known.get(name, {}).get("value") != value_as_wire(value)
        },
    }
    if told == known:
        return patch
    basis = basis_of_patch(patch)
    write_said(say([patch], ground_of_basis(patch.campaign, basis), telling={patch.pk: told}), basis, asked=[patch])
    patch.refresh_from_db()
    patch.version += 1
    patch.save(update_fields=["version", "changed_at"])
    keep_terms(patch)
    refresh_card(patch)
    return patch
