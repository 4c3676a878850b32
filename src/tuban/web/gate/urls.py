"""Addresses of the gate."""

from django.urls import path

from tuban.web.gate import answers, asking

gate_urls = [
    path("gate/", asking.gate, name="gate"),
    path("gate/verify/<str:digest>/", answers.verify, name="gate_verify"),
    path("gate/<uuid:uuid>/", answers.answer_page, name="gate_answer"),
    path("gate/<uuid:uuid>/again/", answers.again, name="gate_again"),
    path("gate/<uuid:uuid>/certify/", answers.certify_answer, name="gate_certify"),
    path("gate/<uuid:uuid>/certificate.pdf", answers.certificate, name="gate_certificate"),
]
