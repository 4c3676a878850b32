"""Addresses of the signatures."""

from django.urls import path

from tuban.web.signing import deputies, pages, verifying

signing_urls = [
    path("signing/", pages.queue, name="signing"),
    path("signing/sign/", pages.sign, name="signing_sign"),
    path("signing/documents/<uuid:key>/", pages.document, name="signing_document"),
    path("signing/documents/<uuid:key>/refresh/", pages.refresh, name="signing_refresh"),
    path("signing/documents/<uuid:key>/send-back/", pages.send_back, name="signing_send_back"),
    path("signing/documents/<uuid:key>/withdraw/<int:signature>/", pages.withdraw, name="signing_withdraw"),
    path("signing/deputies/", deputies.deputies, name="signing_deputies"),
    path("signing/deputies/delegate/", deputies.delegate, name="signing_delegate"),
    path("signing/deputies/<uuid:key>/end/", deputies.end_delegation, name="signing_end_delegation"),
    path("signing/deputies/absence/", deputies.register_absence, name="signing_absence"),
    path("signing/deputies/absence/<uuid:key>/end/", deputies.end_absence, name="signing_end_absence"),
    path("verify/<str:digest>/", verifying.verify, name="verify"),
    path("verify/", verifying.ask, name="verify_ask"),
]
