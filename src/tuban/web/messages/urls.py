"""Addresses of the inbox."""

from django.urls import path

from tuban.web.messages import views

message_urls = [
    path("messages/", views.inbox, name="messages"),
    path("messages/read/", views.all_read, name="messages_read"),
    path("messages/<uuid:key>/open/", views.opened, name="message_open"),
    path("messages/<uuid:key>/mark/", views.mark, name="message_mark"),
]
