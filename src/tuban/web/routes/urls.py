"""Addresses of the field routes."""

from django.urls import path

from tuban.web.routes import board, deeds, pages, papers, taking

route_urls = [
    path("routes/", pages.routes, name="routes"),
    path("routes/groups/new/", deeds.draw, name="route_draw"),
    path("routes/groups/<uuid:key>/", deeds.equip, name="route_equip"),
    path("routes/new/", pages.new, name="route_new"),
    path("routes/new/count/", pages.count, name="route_count"),
    path("routes/take/", taking.take, name="route_take"),
    path("routes/<uuid:key>/", board.page, name="route"),
    path("routes/<uuid:key>/add/", pages.add, name="route_add"),
    path("routes/<uuid:key>/add/count/", pages.add_count, name="route_add_count"),
    path("routes/<uuid:key>/job/", board.job, name="route_job"),
    path("routes/<uuid:key>/papers/job/", papers.job, name="route_papers_job"),
    path("routes/<uuid:key>/data/", board.data, name="route_data"),
    path("routes/<uuid:key>/what-if/", board.consider, name="route_what_if"),
    path("routes/<uuid:key>/fit/", board.fit, name="route_fit"),
    path("routes/<uuid:key>/move/", board.move, name="route_move"),
    path("routes/<uuid:key>/undo/", board.undo, name="route_undo"),
    path("routes/<uuid:key>/anew/", deeds.anew, name="route_anew"),
    path("routes/<uuid:key>/give-out/", deeds.give_out, name="route_give_out"),
    path("routes/<uuid:key>/drop/", deeds.drop, name="route_drop"),
    path("routes/<uuid:key>/papers/", papers.papers, name="route_papers"),
    path("routes/<uuid:key>/papers/write/", papers.write, name="route_papers_write"),
    path("routes/<uuid:key>/papers/<int:paper>/", papers.take, name="route_paper"),
]
