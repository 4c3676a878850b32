"""Addresses of the audit."""

from django.urls import path

from tuban.web.audit import views

audit_urls = [
    path("settings/audit/", views.audit, name="audit"),
    path("settings/audit/verify/", views.audit_verify, name="audit_verify"),
    path("settings/audit/export/", views.audit_export, name="audit_export"),
    path("settings/audit/<int:number>/", views.audit_line, name="audit_line"),
]
