"""Addresses of the list of patches."""

from django.urls import path

from tuban.web.dossier.acting import adding, assigning
from tuban.web.patch_list import export, views

urlpatterns = [
    path("patches/", views.patches, name="patches"),
    path("patches/export.<slug:kind>", export.export, name="patches_export"),
    path("patches/export.<slug:kind>/ask/", export.ask, name="patches_export_ask"),
    path("patches/exports/<uuid:job_id>/", export.fetch, name="patches_export_fetch"),
    path("patches/assign/", assigning.assign_chosen, name="patches_assign"),
    path("patches/assign/undo/<str:token>/", assigning.undo, name="patches_assign_undo"),
    path("patches/add/", adding.add, name="patch_add"),
]
