"""How many of the parts that a form counts rest on a finding that a person took, and how many on a proposal only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from tuban.rules.forms.filled import FilledForm, PartKey, Rests
from tuban.rules.forms.words import Wording


def with_rests(forms: Sequence[FilledForm], taken: Collection[PartKey], wording: Wording) -> list[FilledForm]:
    """Return the forms, each saying in its last note on what its parts rest; ``taken`` are those with a finding."""
    found = frozenset(taken)
    return [_resting(form, found, wording) for form in forms]


def _resting(form: FilledForm, taken: frozenset[PartKey], wording: Wording) -> FilledForm:
    keys = {key for section in form.sections for row in section.rows for cell in row.cells for key in cell.keys}
    rests = Rests(len(keys & taken), len(keys - taken))
    return replace(form, rests=rests, notes=(*form.notes, rests_line(rests, wording)))


def rests_line(rests: Rests, wording: Wording) -> str:
    """Return in words on what the parts of a form rest."""
    told = {"count": rests.taken + rests.proposed, "taken": rests.taken, "proposed": rests.proposed}
    if not rests.taken or not rests.proposed:
        name = "rests_taken" if rests.taken else "rests_proposed" if rests.proposed else "rests_nothing"
    else:
        name = "rests_both"
    return wording.phrase(name, **told)
