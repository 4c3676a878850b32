"""Addresses of the layers."""

from django.urls import path

from tuban.web.layers import delivering, views

layer_urls = [
    path("data/layers/", views.layers, name="layers"),
    path("data/layers/would-differ/", views.would_differ, name="would_differ"),
    path("data/layers/deliver/", delivering.deliver, name="layer_deliver"),
    path("data/layers/would-differ/all/", views.answer_all, name="answer_all_that_differ"),
    path("data/layers/would-differ/<int:key>/", views.answer, name="answer_would_differ"),
    path("data/layers/<uuid:key>/", views.layer, name="layer"),
    path("data/layers/<uuid:key>/describe/", views.layer_describe, name="layer_describe"),
    path("data/layers/<uuid:key>/newer/", delivering.newer, name="layer_newer"),
    path("data/layers/<uuid:key>/ask/", views.layer_ask, name="layer_ask"),
]
