"""Addresses of what came from the field."""

from django.urls import path

from tuban.web.returned import conflicts, devices, rescue, views

returned_urls = [
    path("field/returned/", views.returned, name="returned"),
    path("field/returned/entries/", views.entries, name="returned_entries"),
    path("field/returned/entries/again/", views.again_all, name="returned_again_all"),
    path("field/returned/entries/<int:key>/", views.entry, name="returned_entry"),
    path("field/returned/entries/<int:key>/again/", views.again, name="returned_again"),
    path("field/returned/entries/<int:key>/aside/", views.aside, name="returned_aside"),
    path("field/conflicts/", conflicts.conflicts, name="conflicts"),
    path("field/conflicts/<uuid:key>/", conflicts.decide_one, name="conflict"),
    path("field/rescue/", rescue.rescue, name="rescue"),
    path("field/devices/", devices.devices, name="devices"),
    path("field/devices/<uuid:key>/revoke/", devices.revoke, name="device_revoke"),
]
