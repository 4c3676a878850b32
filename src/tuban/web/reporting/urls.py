"""Addresses of daily and weekly reports."""

from django.urls import path

from tuban.web.reporting import deeds, files, pages

reporting_urls = [
    path("reports/", pages.reports, name="reports"),
    path("reports/schedule/", deeds.set_schedule, name="report_schedule"),
    path("reports/report.xlsx", files.report_file, name="reports_file"),
    path("reports/weekly/", pages.weekly, name="report_weekly"),
    path("reports/weekly/<str:day>/", pages.weekly, name="report_week"),
    path("reports/weekly/<str:day>/confirm/", deeds.confirm_weekly, name="report_confirm_weekly"),
    path("reports/confirm/<str:day>/", deeds.confirm_daily, name="report_confirm"),
    path("reports/<uuid:unit>/<str:day>/", pages.daily, name="report_daily"),
]
