"""Addresses of the patrols."""

from django.urls import path

from tuban.web.patrols import ledgers, pages

patrol_urls = [
    path("patrols/", pages.patrols, name="patrols"),
    path("patrols/new/", pages.new, name="patrol_new"),
    path("patrols/import/", ledgers.bring, name="patrol_import"),
    path("patrols/import/disc/", ledgers.take_over, name="patrol_take_over"),
    path("patrols/named/", pages.answer_named, name="patrol_answer_named"),
    path("patrols/discovery/", ledgers.discovery, name="patrol_discovery"),
    path("patrols/<uuid:uuid>/", pages.patrol, name="patrol"),
    path("patrols/<uuid:uuid>/edit/", pages.edit, name="patrol_edit"),
    path("patrols/<uuid:uuid>/withdraw/", pages.withdraw_entry, name="patrol_withdraw"),
    path("patrols/<uuid:uuid>/patch/", pages.patch, name="patrol_patch"),
    path("patrols/<uuid:uuid>/matches/<int:key>/", pages.match, name="patrol_match"),
]
