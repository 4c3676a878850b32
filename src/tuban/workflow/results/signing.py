"""The forms of a campaign as documents to be signed: put forward as the newest result has them, brought up to date by
every later one, printed with the code of what was signed."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from tuban.render.cards import register_file
from tuban.render.seal import Seal
from tuban.render.workbook import Cover, write_form
from tuban.rules.forms import wording
from tuban.rules.rulebook import Rulebook
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, subject_of
from tuban.workflow.audit.policies import policy
from tuban.workflow.audit.recording import PRODUCT
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.roles import Level, Role
from tuban.workflow.results.keeping import KEPT, KeptForms, forms_of_campaign, is_register
from tuban.workflow.results.models import Result
from tuban.workflow.results.queries import behind
from tuban.workflow.signoff.actions import open_document, refresh
from tuban.workflow.signoff.cells import Cell
from tuban.workflow.signoff.models import Document
from tuban.workflow.signoff.queries.seen import current_document

CAMPAIGN = "campaigns.campaign"
FILLERS = frozenset({Role.ORGANISER, Role.CLERK})


class FormNotSigned(TubanError):
    """{form} is no form of a campaign that is signed."""

    code = "results.form_not_signed"
    hint = "Choose one of the list on the page of the results."


def kept_forms(campaign: Campaign) -> KeptForms | None:
    """Return the forms of the newest whole result of a campaign; None before there is one that keeps its forms."""
    newest = Result.objects.filter(campaign=campaign, what=Result.What.RESULTS, whole_at__isnull=False)
    found = newest.select_related("campaign").order_by("-whole_at").first()
    return KeptForms(found) if found is not None and found.about.get(KEPT) else None


def cells_of(campaign: Campaign, form: str) -> tuple[Cell, ...]:
    """Return the cells of a form as the newest result has them; none before there is one."""
    kept = kept_forms(campaign)
    return kept.cells(form) if kept is not None and form in forms_of_campaign() else ()


@policy
def may_put_forward(by: Acting, campaign: Campaign) -> str:
    """Why not: the forms of the county are put forward by who fills them in, as the newest results have them, while
    these are what the office knows."""
    is_filler = by.role in FILLERS and not by.is_of_other_organ
    if not is_filler or by.is_practice != campaign.is_practice or not by.answers_for(campaign.area_code):
        return _("The forms of the county are put forward by its organiser or its fill-in persons.")
    kept = kept_forms(campaign)
    if kept is None:
        return _("No results were written yet: the forms are put forward as they are written.")
    told = behind(by, kept.result)
    if told.patches or told.is_newer_disc or told.is_newer_law or told.are_other_values:
        return _("The office knows otherwise than these results: write them again first.")
    return ""


@action("results.put_forward", policy=may_put_forward)
def put_forward(campaign: Campaign, *, by: Acting, form: str) -> Document:
    """Put a form of the campaign forward for signing; where it is open already, bring it up to date.

    Raises FormNotSigned.
    """
    cells = cells_of(campaign, form)
    if not cells:
        raise FormNotSigned(form=form)
    subject = replace(subject_of(campaign), title=campaign.title, campaign_id=campaign.pk)
    county = Unit.objects.filter(code=campaign.area_code, level=Level.COUNTY, is_practice=campaign.is_practice).first()
    return open_document(subject, county or by.post.unit, by=by, form=form, cells=cells, campaign_id=campaign.pk)


def bring_forms_up_to_date(campaign: Campaign) -> int:
    """Let the documents of a campaign say what its newest result says; returns how many changed. To be called in the
    transaction that enters the result."""
    changed = 0
    for form in forms_of_campaign():
        document = current_document(CAMPAIGN, str(campaign.pk), form)
        cells = cells_of(campaign, form) if document is not None else ()
        if document is not None and cells:
            changed += bool(refresh(document, by=PRODUCT, cells=cells).changed)
    return changed


@dataclass(frozen=True, slots=True)
class SignedForm:
    """A form of a campaign that is signed: what it is called, and its document where it was put forward."""

    id: str
    title: str
    document: Document | None


def signed_forms(campaign: Campaign) -> Iterator[SignedForm]:
    """Yield the forms of a campaign that are signed, with their documents."""
    law = rulebook_of(None)
    for form in forms_of_campaign():
        yield SignedForm(form, law.form(form).text("title"), current_document(CAMPAIGN, str(campaign.pk), form))


def printed(campaign: Campaign, form: str, seal: Seal | None) -> io.BytesIO:
    """Return a form as the newest result has it, alone and ready to print: a register as a Word file, a table as a
    workbook; with its seal where it is signed. Raises FormNotSigned."""
    kept = kept_forms(campaign)
    if kept is None or form not in forms_of_campaign():
        raise FormNotSigned(form=form)
    return drawn(kept, campaign, form, rulebook_of(campaign), seal)


def drawn(kept: KeptForms, campaign: Campaign, form: str, law: Rulebook, seal: Seal | None = None) -> io.BytesIO:
    """Return one form that was kept, drawn alone: the same form is the same bytes."""
    if is_register(form):
        return io.BytesIO(register_file(kept.register(form), law, campaign=campaign, seal=seal))
    cover = Cover(
        campaign_title=campaign.title, unit_name=campaign.area_name, as_of=kept.as_of, campaign_id=campaign.code
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_form(kept.form(form), path, cover=cover, wording=wording(law), seal=seal)
        return io.BytesIO(path.read_bytes())
