"""Addresses of the plans of units."""

from django.urls import path

from tuban.web.plans import deeds, files, pages

plan_urls = [
    path("plans/", pages.plans, name="plans"),
    path("plans/<slug:kind>/day/", deeds.set_day, name="plan_day"),
    path("plans/<slug:kind>/hand-in/", deeds.hand_in, name="plan_hand_in"),
    path("plans/<uuid:unit>/<slug:kind>/", pages.plan, name="plan"),
    path("plans/<uuid:unit>/<slug:kind>/draft.docx", files.draft_file, name="plan_draft"),
    path("plans/versions/<uuid:key>/accept/", deeds.accept, name="plan_accept"),
    path("plans/versions/<uuid:key>/return/", deeds.send_back, name="plan_return"),
    path("plans/versions/<uuid:key>/file", files.plan_file, name="plan_file"),
]
