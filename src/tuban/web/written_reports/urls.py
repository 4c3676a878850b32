"""Addresses of the written reports."""

from django.urls import path

from tuban.web.written_reports import deeds, files, pages

written_report_urls = [
    path("statistics/reports/", pages.written_reports, name="written_reports"),
    path("statistics/reports/draft/", deeds.draft, name="written_report_draft"),
    path("statistics/reports/<uuid:key>/", pages.written_report, name="written_report"),
    path("statistics/reports/<uuid:key>/draft.docx", files.draft_file, name="written_report_file"),
    path("statistics/reports/<uuid:key>/draft.pdf", files.draft_page, name="written_report_page"),
    path("statistics/reports/<uuid:key>/cases/", deeds.choose_cases, name="written_report_cases"),
    path("statistics/reports/<uuid:key>/hand-in/", deeds.keep, name="written_report_keep"),
    path("statistics/reports/editions/<uuid:key>/", pages.edition, name="written_report_edition"),
    path("statistics/reports/editions/<uuid:key>/report.docx", files.edition_file, name="written_report_edition_file"),
    path("statistics/reports/editions/<uuid:key>/report.pdf", files.edition_page, name="written_report_edition_page"),
    path("statistics/reports/editions/<uuid:key>/compare/", deeds.compare, name="written_report_compare"),
]
