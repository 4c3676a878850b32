"""Addresses of the list of patches."""

from django.urls import path

from tuban.web.dossier import acting
from tuban.web.patch_list import export, views

urlpatterns = [
    path("patches/", views.patches, name="patches"),
    path("patches/export.<slug:kind>", export.export, name="patches_export"),
    path("patches/assign/", acting.stub, name="patches_assign"),
    path("patches/add/", acting.stub, name="patch_add"),
]
