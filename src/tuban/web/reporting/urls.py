"""Addresses of daily and weekly reports."""

from django.urls import path

from tuban.web.reporting import deeds, files, handing_over, pages, weekly

reporting_urls = [
    path("reports/", pages.reports, name="reports"),
    path("reports/schedule/", deeds.set_schedule, name="report_schedule"),
    path("reports/report.<slug:kind>", files.report_file, name="reports_file"),
    path("reports/weekly/", weekly.weekly, name="report_weekly"),
    path("reports/weekly/<str:day>/", weekly.weekly, name="report_week"),
    path("reports/weekly/<str:day>/confirm/", deeds.confirm_weekly, name="report_confirm_weekly"),
    path("reports/week/<uuid:key>/", weekly.of_week, name="report_of_week"),
    path("reports/week/<uuid:key>/report.pdf", files.week_paper, name="report_week_paper"),
    path("reports/week/<uuid:key>/hand-over/", handing_over.hand_over, name="report_hand_over"),
    path("reports/week/<uuid:key>/receipt/", handing_over.record_receipt, name="report_receipt"),
    path("reports/handovers/<uuid:key>/receive/", handing_over.receive, name="report_receive"),
    path("reports/handovers/<uuid:key>/scan/", files.scan, name="report_scan"),
    path("reports/confirm/<str:day>/", deeds.confirm_daily, name="report_confirm"),
    path("reports/<uuid:unit>/<str:day>/", pages.daily, name="report_daily"),
]
