"""Addresses of the opinion board and of what is done around findings."""

from django.urls import path

from tuban.web.opinions import arranging, board, deeds, many, returning, speaking, tabs

opinion_urls = [
    path("opinions/", board.opinions, name="opinions"),
    path("opinions/arrange/", arranging.arrange, name="opinions_arrange"),
    path("opinions/many/", many.many, name="opinions_many"),
    path("opinions/undo/<str:token>/", many.undo, name="opinions_undo"),
    path("opinions/<uuid:uuid>/", speaking.opinion, name="opinion"),
    path("opinions/<uuid:uuid>/ask/", deeds.ask, name="opinions_ask"),
    path("opinions/<uuid:uuid>/withdraw/", deeds.take_back, name="opinions_withdraw"),
    path("opinions/<uuid:uuid>/chair/", deeds.chair, name="opinions_chair"),
    path("patches/<uuid:uuid>/opinions/", tabs.opinions, name="patch_opinions"),
    path("patches/<uuid:uuid>/finding/", tabs.finding, name="patch_finding"),
    path("patches/<uuid:uuid>/finding/take/", deeds.take, name="finding_take"),
    path("patches/<uuid:uuid>/finding/reopen/", deeds.take_up_again, name="finding_reopen"),
    path("patches/<uuid:uuid>/return/", returning.send, name="patch_return"),
    path("returns/<uuid:key>/", returning.answer, name="return_answer"),
]
