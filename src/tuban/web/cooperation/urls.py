"""Addresses of the tasks between departments."""

from django.urls import path

from tuban.web.cooperation import board, deeds, task

cooperation_urls = [
    path("cooperation/", board.board, name="cooperation"),
    path("cooperation/figures/", board.figures, name="cooperation_figures"),
    path("cooperation/ask/", deeds.ask, name="cooperation_ask"),
    path("cooperation/ask/<slug:kind>/", deeds.ask, name="cooperation_ask_for"),
    path("cooperation/<uuid:key>/", task.task, name="cooperation_task"),
    path("cooperation/<uuid:key>/answer/", deeds.answer, name="cooperation_answer"),
    path("cooperation/<uuid:key>/accept/", deeds.accept, name="cooperation_accept"),
    path("cooperation/<uuid:key>/again/", deeds.again, name="cooperation_again"),
    path("cooperation/<uuid:key>/withdraw/", deeds.withdraw, name="cooperation_withdraw"),
    path("cooperation/<uuid:key>/documents/", task.documents, name="cooperation_documents"),
    path("cooperation/<uuid:key>/documents/<uuid:exhibit>/", task.document, name="cooperation_document"),
    path("patches/<uuid:uuid>/cooperation/", task.of_patch, name="patch_cooperation"),
    path("patches/<uuid:uuid>/cooperation/ask/", deeds.ask_about_patch, name="patch_cooperation_ask"),
    path("patches/<uuid:uuid>/cooperation/ask/<slug:kind>/", deeds.ask_about_patch, name="patch_cooperation_ask_for"),
]
