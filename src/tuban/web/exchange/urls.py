"""Addresses of the exchange."""

from django.urls import path

from tuban.web.exchange import deeds, files, pages

exchange_urls = [
    path("exchange/", pages.inbox, name="exchange"),
    path("exchange/outbox/", pages.outbox, name="exchange_outbox"),
    path("exchange/peers/", pages.peers, name="exchange_peers"),
    path("exchange/receive/", deeds.receive, name="exchange_receive"),
    path("exchange/keys/", deeds.make_keys, name="exchange_keys"),
    path("exchange/card.json", files.card_file, name="exchange_card"),
    path("exchange/peers/add/", deeds.take_card, name="exchange_take_card"),
    path("exchange/peers/<uuid:key>/trust/", deeds.trust, name="exchange_trust"),
    path("exchange/peers/<uuid:key>/withdraw/", deeds.withdraw, name="exchange_withdraw"),
    path("exchange/issue/", deeds.issue, name="exchange_issue"),
    path("exchange/report/", deeds.report, name="exchange_report"),
    path("exchange/verdict/", deeds.verdict, name="exchange_verdict"),
    path("exchange/<uuid:key>/", pages.package, name="exchange_package"),
    path("exchange/<uuid:key>/take/", deeds.take_in, name="exchange_take"),
    path("exchange/<uuid:key>/aside/", deeds.lay_aside, name="exchange_aside"),
    path("exchange/<uuid:key>/file/", files.package_file, name="exchange_file"),
]
