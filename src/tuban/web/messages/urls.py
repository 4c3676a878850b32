"""Addresses of the inbox."""

from django.urls import path

from tuban.web.messages import views, webhooks
from tuban.web.messages.wishes import wishes

message_urls = [
    path("messages/", views.inbox, name="messages"),
    path("messages/wishes/", wishes, name="message_wishes"),
    path("messages/read/", views.all_read, name="messages_read"),
    path("messages/<uuid:key>/open/", views.opened, name="message_open"),
    path("messages/<uuid:key>/mark/", views.mark, name="message_mark"),
    path("settings/webhooks/", webhooks.webhooks, name="webhooks"),
    path("settings/webhooks/add/", webhooks.add, name="webhook_add"),
    path("settings/webhooks/<uuid:key>/", webhooks.webhook, name="webhook"),
    path("settings/webhooks/<uuid:key>/change/", webhooks.change, name="webhook_change"),
    path("settings/webhooks/<uuid:key>/try/", webhooks.attempt, name="webhook_try"),
]
