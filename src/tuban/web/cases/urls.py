"""Addresses of the cases."""

from django.urls import path

from tuban.web.cases import beginning, dossier, journal, lists, page, papers, penalty, persons, steps

case_urls = [
    path("cases/", lists.cases, name="cases"),
    path("cases/supervision/", lists.supervision, name="case_supervision"),
    path("cases/law/", lists.law, name="case_law"),
    path("cases/new/", beginning.new, name="case_new"),
    path("cases/<uuid:key>/", page.page, name="case"),
    path("cases/<uuid:key>/complete/", beginning.correct, name="case_correct"),
    path("cases/<uuid:key>/patches/add/", beginning.add, name="case_add_patch"),
    path("cases/<uuid:key>/not-filed/", beginning.not_filed, name="case_not_filed"),
    path("cases/<uuid:key>/take-over/", beginning.take_over, name="case_take_over"),
    path("cases/<uuid:key>/report-upward/", beginning.report_upward, name="case_report_upward"),
    path("cases/<uuid:key>/steps/<slug:step>/", steps.step, name="case_step"),
    path("cases/<uuid:key>/steps/<slug:step>/extend/", journal.extend, name="case_extend"),
    path("cases/<uuid:key>/questions/<slug:question>/", journal.answer, name="case_answer"),
    path("cases/<uuid:key>/suspend/", journal.suspend, name="case_suspend"),
    path("cases/<uuid:key>/journal/<uuid:line>/strike/", journal.strike, name="case_strike"),
    path("cases/<uuid:key>/journal/<uuid:line>/end/", journal.end_suspension, name="case_end_suspension"),
    path("cases/<uuid:key>/penalty/<int:line>/<slug:item>/", penalty.set_item, name="case_item"),
    path("cases/<uuid:key>/items/<uuid:item>/off/", penalty.take_off, name="case_item_off"),
    path("cases/<uuid:key>/items/<uuid:item>/perform/", penalty.perform, name="case_perform"),
    path("cases/<uuid:key>/performed/<uuid:done>/strike/", penalty.strike, name="case_performed_strike"),
    path("cases/<uuid:key>/persons/new/<slug:kind>/", persons.propose, name="case_measure"),
    path("cases/<uuid:key>/persons/nobody/", persons.nobody, name="case_nobody"),
    path("cases/<uuid:key>/persons/<uuid:measure>/reply/", persons.reply, name="case_reply"),
    path("cases/<uuid:key>/papers/<slug:kind>/", papers.write, name="case_paper"),
    path("cases/<uuid:key>/papers/<slug:kind>/draft.docx", papers.draft, name="case_paper_draft"),
    path("cases/<uuid:key>/papers/<slug:kind>/issue/", papers.issue, name="case_paper_issue"),
    path("cases/<uuid:key>/issued/<uuid:paper>.docx", papers.issued, name="case_paper_issued"),
    path("patches/<uuid:uuid>/cases/", dossier.cases, name="patch_cases"),
]
