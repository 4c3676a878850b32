"""A seal as a document to be signed: what it counts, and the digest of everything in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import Actor
from tuban.workflow.installed_lawbook import installed_lawbook
from tuban.workflow.signoff.actions import end_all_about, open_document
from tuban.workflow.signoff.cells import Cell
from tuban.workflow.signoff.law import chain_of
from tuban.workflow.signoff.models import Document
from tuban.workflow.signoff.queries.seen import current_document
from tuban.workflow.submission.law import FORM
from tuban.workflow.submission.models import Seal

SEAL = "submission.seal"


def put_forward(seal: Seal, *, by: Actor) -> Document:
    """Put a seal forward for signing; the documents of earlier ones end with it."""
    for earlier in Seal.objects.filter(campaign=seal.campaign_id, number__lt=seal.number):
        end_all_about(
            SEAL, str(earlier.pk), by=by, reason=_("sealed anew as number {number}").format(number=seal.number)
        )
    subject = replace(subject_of(seal), title=str(seal)[:200], campaign_id=seal.campaign_id)
    return open_document(
        subject, seal.unit, by=by, form=FORM, cells=tuple(cells_of(seal)), campaign_id=seal.campaign_id
    )


def document_of(seal: Seal) -> Document | None:
    """Return the document of a seal; None before it was made, and where a later one stands."""
    return current_document(SEAL, str(seal.pk), FORM)


def cells_of(seal: Seal) -> Iterator[Cell]:
    """Yield what is signed of a seal."""
    part = next(one.id for one in chain_of(FORM).parts if one.is_rest)
    told = seal.counts
    findings = installed_lawbook().codelist("finding")
    yield Cell("campaign", _("Campaign"), _("Campaign"), seal.campaign.title, part)
    yield Cell("unit", _("Campaign"), _("Unit"), seal.unit.name, part)
    yield Cell("number", _("Campaign"), _("Edition"), str(seal.number), part)
    yield Cell("patches", _("Figures"), _("Patches"), str(told["patches"]), part)
    yield Cell("parts", _("Figures"), _("Parts"), str(told["parts"]), part)
    for value, count in told["findings"].items():
        label = findings.label(value) if value in findings else value
        yield Cell(f"finding.{value}", _("Figures"), label, str(count), part)
    yield Cell("counted_mu", _("Figures"), _("Counted area (mu)"), told["counted_mu"], part)
    yield Cell("cultivated_mu", _("Figures"), _("of it cultivated (mu)"), told["cultivated_mu"], part)
    yield Cell("unlawful_mu", _("Figures"), _("unlawful (mu)"), told["unlawful_mu"], part)
    yield Cell("explained", _("Figures"), _("Explained warnings and contradictions"), str(told["explained"]), part)
    yield Cell("forms", _("Content"), _("Forms"), str(told["forms"]), part)
    yield Cell("lawbook", _("Content"), _("Lawbook edition"), seal.lawbook_edition[:16], part)
    yield Cell("digest", _("Content"), _("Digest of the content"), seal.digest, part)
