"""The overview and its forms, to be taken along as workbooks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.render.workbook.cover import Cover
from tuban.render.workbook.writing import write_forms
from tuban.rules.forms import wording
from tuban.web.overview.asking import Asked, asked_of
from tuban.web.overview.forms import chosen_form
from tuban.web.overview.words import KINDS, ORIGINS
from tuban.web.workbooks import workbook
from tuban.workflow.overview.forms import form_over, jobs_before
from tuban.workflow.overview.rolling import ranked
from tuban.workflow.overview.writing import write_overview


@require_safe
def overview_file(request: HttpRequest) -> HttpResponseBase:
    """Hand over the rows as they are ranked, and what is late."""
    asked = _asked(request)
    found, today = asked.overview, timezone.localdate()
    title = _("{unit}: overview {year}").format(unit=_name(asked), year=found.year)
    late = [
        [str(KINDS[one.kind]), one.who, one.code, one.campaign.area_name, str(one.count), one.due_on.isoformat(),
         str(one.days(today))]
        for one in found.late
    ]  # fmt: skip
    rows = ranked(found.rows, asked.order, is_turned=asked.is_turned)
    notes = [
        _("As it stood on {at}").format(at=f"{timezone.localtime():%Y-%m-%d %H:%M}"),
        _("A county counts once: by its work in this office, else by its last sealed results that came as a package."),
    ]
    return workbook(
        f"{title} {today:%Y%m%d}.xlsx",
        lambda path: write_overview(path, rows, late, title=title, origins=ORIGINS, notes=notes),
    )


@require_safe
def overview_forms_file(request: HttpRequest) -> HttpResponseBase:
    """Hand over one form over all units below."""
    asked = _asked(request)
    if jobs_before(asked.overview):
        raise Http404
    filled = form_over(asked.overview, chosen_form(request, asked))
    day, law = timezone.localdate(), asked.overview.law
    cover = Cover(
        _("Overview {year}").format(year=asked.overview.year), _name(asked), day, edition=law.edition,
        citations={cite: law.citation(cite).text for cite in filled.cites},
    )  # fmt: skip
    name = f"{filled.title}-{_name(asked)}-{day:%Y%m%d}.xlsx"
    return workbook(name, lambda path: write_forms([filled], path, cover=cover, wording=wording(law)))


def _asked(request: HttpRequest) -> Asked:
    asked = asked_of(request)
    if asked is None:
        raise Http404
    return asked


def _name(asked: Asked) -> str:
    return asked.overview.whole.name if asked.overview.code else _("The whole country")
