"""What is exported: the content of a seal, or what the office knows now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from tuban.rules.facts_wire import facts_from_wire
from tuban.rules.forms import fill_these, wording
from tuban.rules.forms.filled import FilledForm
from tuban.rules.forms.filling import register_facts_of, statutory_forms
from tuban.rules.forms.kept import form_from_wire
from tuban.rules.rulebook import Rulebook
from tuban.values.errors import TubanError
from tuban.values.facts import Facts
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.statistics.records import counted
from tuban.workflow.statistics.tables import units_with_rows
from tuban.workflow.submission import contents
from tuban.workflow.submission.law import law_of_seal
from tuban.workflow.submission.models import Seal

_RATIOS = "unit_ratio"


class SealUnsound(TubanError):
    """The seal is not what was signed: {what} has another digest."""

    code = "ministry_export.seal_unsound"
    hint = "Nothing is exported from it. Restore the store of the office from its backup, or seal the campaign anew."


class SealUnreadable(TubanError):
    """The content of the seal cannot be read."""

    code = "ministry_export.seal_unreadable"
    hint = "It was written by another edition of the product. Ask whoever sealed it to seal it anew."


@dataclass(frozen=True, slots=True)
class Source:
    """Forms, facts of every part and rows of patches that belong together, with the day they speak for and the law they
    were filled by; ``lawbook`` is its edition as it was then."""

    as_of: date
    forms: Mapping[str, FilledForm]
    facts: Sequence[Facts]
    patches: Sequence[Mapping[str, Any]]
    law: Rulebook
    lawbook: str


def sealed(seal: Seal) -> Source:
    """Return the content of a seal, after counting its digests again.

    Raises SealUnsound, SealUnreadable, ContentLost.
    """
    names = (contents.MANIFEST, contents.FORMS, contents.RECORDS, contents.PATCHES)
    files = {name: contents.sealed_bytes(seal, name) for name in names}
    content = json.loads(files[contents.MANIFEST])["content"]
    _demand_sound(seal, content, files)
    try:
        return _read(seal, content, files)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise SealUnreadable from error


def _read(seal: Seal, content: Mapping[str, Any], files: Mapping[str, bytes]) -> Source:
    told = json.loads(files[contents.FORMS])
    lines = (json.loads(line) for line in files[contents.RECORDS].splitlines())
    return Source(
        date.fromisoformat(told["as_of"]), {name: form_from_wire(one) for name, one in told["forms"].items()},
        [facts_from_wire(one["facts"], one["sources"]) for one in lines],
        [json.loads(line) for line in files[contents.PATCHES].splitlines()],
        law_of_seal(seal.campaign, content["own_values"]), content["lawbook"],
    )  # fmt: skip


def _demand_sound(seal: Seal, content: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    if contents.digest_of(content) != seal.digest:
        raise SealUnsound(what=contents.MANIFEST)
    for name, held in files.items():
        if name != contents.MANIFEST and hashlib.sha256(held).hexdigest() != content["files"][name]["sha256"]:
            raise SealUnsound(what=name)


def live(campaign: Campaign) -> Source:
    """Return what the office knows now: forms filled from its records, nothing of which was signed."""
    law = rulebook_of(campaign)
    forms = [one for one in statutory_forms(law) if one.one_row_per != _RATIOS]
    parts = sorted(counted(campaign), key=lambda one: one.key)
    filled = fill_these(
        forms, parts, units_with_rows(campaign), wording=wording(law), register_facts=register_facts_of(law)
    )
    return Source(
        timezone.localdate(), {one.id: one for one in filled}, [one.facts for one in parts],
        list(contents.patch_rows(campaign)), law, law.edition,
    )  # fmt: skip
