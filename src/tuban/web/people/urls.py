"""Addresses of the people."""

from django.urls import path

from tuban.web.people import deeds, views

people_urls = [
    path("settings/people/", views.people, name="people"),
    path("settings/people/register/", deeds.register_person, name="register_person"),
    path("settings/people/<uuid:key>/", views.person, name="person"),
    path("settings/people/<uuid:key>/correct/", deeds.correct_person, name="correct_person"),
    path("settings/people/<uuid:key>/password/", deeds.give_password, name="give_password"),
    path("settings/people/second-factor/", deeds.ask_factors, name="ask_factors"),
    path("settings/people/<uuid:key>/second-factor/", deeds.reset_factor, name="reset_factor"),
    path("settings/people/<uuid:key>/sessions/", deeds.end_sessions, name="end_sessions"),
    path("settings/people/<uuid:key>/suspend/", deeds.suspend_person, name="suspend_person"),
    path("settings/people/<uuid:key>/reinstate/", deeds.reinstate_person, name="reinstate_person"),
    path("settings/people/<uuid:key>/appoint/", deeds.appoint_person, name="appoint_person"),
    path("settings/posts/<uuid:key>/appoint/", deeds.appoint, name="appoint"),
    path("settings/holdings/<uuid:key>/end/", deeds.end_holding, name="end_holding"),
]
