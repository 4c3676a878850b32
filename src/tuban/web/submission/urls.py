"""Addresses of reporting up."""

from django.urls import path

from tuban.web.submission import deeds, pages, returning, sealed

submission_urls = [
    path("submission/", pages.submission, name="submission"),
    path("submission/units/", pages.units, name="submission_units"),
    path("submission/explain/", deeds.explain, name="submission_explain"),
    path("submission/seal/", deeds.seal, name="submission_seal"),
    path("submission/<uuid:key>/send/", deeds.send, name="submission_send"),
    path("submission/<uuid:key>/accept/", deeds.accept, name="submission_accept"),
    path("submission/<uuid:key>/return/", returning.send_back, name="submission_return"),
    path("submission/<uuid:key>/return/pin/", returning.pin, name="submission_pin"),
    path("submission/<uuid:key>/return/unpin/", returning.unpin, name="submission_unpin"),
    path("submission/<uuid:key>/reopen/", deeds.reopen, name="submission_reopen"),
    path("submission/<uuid:key>/forms/", sealed.sealed_form, name="submission_form"),
    path("submission/<uuid:key>/files/<path:name>", pages.file, name="submission_file"),
]
