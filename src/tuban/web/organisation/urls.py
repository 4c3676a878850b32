"""Addresses of the organisation."""

from django.urls import path

from tuban.web.organisation import deeds, views

organisation_urls = [
    path("settings/organisation/", views.organisation, name="organisation"),
    path("settings/responsibility/", views.responsibility, name="responsibility"),
    path("settings/units/<uuid:key>/", views.unit, name="unit"),
    path("settings/units/<uuid:key>/below/", views.tree_below, name="tree_below"),
    path("settings/units/<uuid:key>/found-unit/", deeds.found_unit, name="found_unit"),
    path("settings/units/<uuid:key>/correct/", deeds.correct_unit, name="correct_unit"),
    path("settings/units/<uuid:key>/close/", deeds.close_unit, name="close_unit"),
    path("settings/units/<uuid:key>/areas/", deeds.set_areas, name="set_areas"),
    path("settings/units/<uuid:key>/found-department/", deeds.found_department, name="found_department"),
    path("settings/units/<uuid:key>/found-post/", deeds.found_post, name="found_post"),
    path("settings/units/<uuid:key>/found-group/", deeds.found_group, name="found_group"),
    path("settings/units/<uuid:key>/responsible/", deeds.register_responsibility, name="register_responsibility"),
    path("settings/departments/<uuid:key>/", deeds.correct_department, name="correct_department"),
    path("settings/posts/<uuid:key>/close/", deeds.close_post, name="close_post"),
    path("settings/groups/<uuid:key>/members/", deeds.set_members, name="set_members"),
    path("settings/groups/<uuid:key>/end/", deeds.end_group, name="end_group"),
    path("settings/responsibility/<uuid:key>/", deeds.correct_responsibility, name="correct_responsibility"),
    path("settings/responsibility/<uuid:key>/end/", deeds.end_responsibility, name="end_responsibility"),
]
