"""Addresses of the import."""

from django.urls import path

from tuban.web.imports.documents import certificate, chart, disc_yaml_file
from tuban.web.imports.pages import arrival_page, arrivals_page, confirm, correct, drop, group, job, recheck, take_back
from tuban.web.imports.tus import tus
from tuban.web.imports.uploading import begin, finish, state, upload_page

urlpatterns = [
    path("imports/", arrivals_page, name="imports"),
    path("imports/upload/", upload_page, name="import_new"),
    path("imports/begin/", begin, name="import_begin"),
    path("imports/<uuid:arrival_id>/", arrival_page, name="import"),
    path("imports/<uuid:arrival_id>/upload/", upload_page, name="import_upload"),
    path("imports/<uuid:arrival_id>/state/", state, name="import_state"),
    path("imports/<uuid:arrival_id>/files/", tus, name="import_files"),
    path("imports/<uuid:arrival_id>/files/<slug:key>/", tus, name="import_file"),
    path("imports/<uuid:arrival_id>/finish/", finish, name="import_finish"),
    path("imports/<uuid:arrival_id>/check/", recheck, name="import_check"),
    path("imports/<uuid:arrival_id>/job/", job, name="import_job"),
    path("imports/<uuid:arrival_id>/roles/", correct, name="import_roles"),
    path("imports/<uuid:arrival_id>/confirm/", confirm, name="import_confirm"),
    path("imports/<uuid:arrival_id>/drop/", drop, name="import_drop"),
    path("imports/<uuid:arrival_id>/take-back/", take_back, name="import_take_back"),
    path("imports/<uuid:arrival_id>/findings/<str:kind>/<str:code>/", group, name="import_group"),
    path("imports/<uuid:arrival_id>/chart/", chart, name="import_chart"),
    path("imports/<uuid:arrival_id>/disc.yaml", disc_yaml_file, name="import_yaml"),
    path("imports/<uuid:arrival_id>/certificate.<str:ending>", certificate, name="import_certificate"),
]
