"""Addresses of the gate."""

from django.urls import path

from tuban.web.gate import answers, asking, bulk, made_up

gate_urls = [
    path("gate/", asking.gate, name="gate"),
    path("gate/bulk/", bulk.bulk, name="gate_bulk"),
    path("gate/bulk/<uuid:key>/", bulk.bulk_one, name="gate_bulk_one"),
    path("gate/bulk/<uuid:key>/job/", bulk.bulk_job, name="gate_bulk_job"),
    path("gate/bulk/<uuid:key>/table.xlsx", bulk.bulk_table, name="gate_bulk_table"),
    path("gate/made-up/", made_up.made_up, name="gate_made_up"),
    path("gate/verify/<str:digest>/", answers.verify, name="gate_verify"),
    path("gate/<uuid:uuid>/", answers.answer_page, name="gate_answer"),
    path("gate/<uuid:uuid>/again/", answers.again, name="gate_again"),
    path("gate/<uuid:uuid>/certify/", answers.certify_answer, name="gate_certify"),
    path("gate/<uuid:uuid>/certificate.pdf", answers.certificate, name="gate_certificate"),
]
