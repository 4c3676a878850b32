"""Fills the forms of a seal again from its records alone: the same bytes, or the seal is not what it says."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date

from tuban.inspect.whole import filled_of
from tuban.render.cards import pj_register
from tuban.rules.campaign import CampaignContext
from tuban.rules.cards.filled import FilledRegister
from tuban.rules.facts_wire import facts_from_wire, judgement_from_wire
from tuban.rules.forms.filled import FilledForm
from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.comparison.loading.reading import read_opened
from tuban.workflow.results.keeping import forms_as_bytes
from tuban.workflow.submission.contents import FORMS, MANIFEST, RECORDS, sealed_bytes, sealed_lines
from tuban.workflow.submission.law import law_of_seal
from tuban.workflow.submission.models import Seal


class AnotherLawbook(TubanError):
    """The seal was filled by the lawbook {sealed}; this office has {here}."""

    code = "submission.another_lawbook"
    hint = "Refill it on an office of the same edition; what was sealed can be read as it is."


@dataclass(frozen=True, slots=True)
class RefilledForms:
    """The forms filled again, with the parts behind their cells, and the register beside them."""

    as_of: date
    forms: tuple[FilledForm, ...]
    register: FilledRegister


def refilled(seal: Seal) -> RefilledForms:
    """Return the forms filled from the sealed records. Nothing of the office is asked but the boundaries of the
    divisions, from the disc that the seal names. Raises AnotherLawbook, ContentLost."""
    content = json.loads(sealed_bytes(seal, MANIFEST))["content"]
    law = law_of_seal(seal.campaign, content["own_values"])
    if law.edition != content["lawbook"]:
        raise AnotherLawbook(sealed=content["lawbook"][:12], here=law.edition[:12])
    judgements = [
        judgement_from_wire(one["judgement"], facts_from_wire(one["facts"], one["sources"]))
        for one in sealed_lines(seal, RECORDS)
    ]
    disc = read_opened(store.found(content["disc"], ".json"))
    context = CampaignContext(year=disc.campaign.year, region_code=disc.campaign.area_code)
    filled = filled_of(disc, judgements, law, context)
    return RefilledForms(date.fromisoformat(content["as_of"]), filled.forms, pj_register(judgements, law))


def refill(seal: Seal) -> bytes:
    """Return the forms filled from the sealed records, as ``forms.json`` has them. Raises AnotherLawbook,
    ContentLost."""
    told = refilled(seal)
    return forms_as_bytes(told.as_of, told.forms, told.register)


def refills(seal: Seal) -> bool:
    """Whether a seal refills byte for byte. Raises AnotherLawbook, ContentLost."""
    return refill(seal) == sealed_bytes(seal, FORMS)


@dataclass(slots=True)
class Refilled:
    """How many seals refill, how many were made by another edition of the law, and which differ or cannot be read."""

    same: int = 0
    of_another_lawbook: int = 0
    faults: list[str] = field(default_factory=list)


def refill_all() -> Refilled:
    """Refill every whole seal of this office."""
    told = Refilled()
    for seal in Seal.objects.filter(whole_at__isnull=False).select_related("campaign").order_by("pk"):
        try:
            if refills(seal):
                told.same += 1
            else:
                told.faults.append(str(seal))
        except AnotherLawbook:
            told.of_another_lawbook += 1
        except TubanError as error:
            told.faults.append(f"{seal}: {error.message}")
    return told
