"""Addresses of the tokens."""

from django.urls import path

from tuban.web.tokens import views

token_urls = [
    path("settings/tokens/", views.tokens, name="tokens"),
    path("settings/tokens/give/", views.give, name="token_give"),
    path("settings/tokens/<uuid:key>/revoke/", views.revoke, name="token_revoke"),
]
