"""All addresses of the office."""

from django.urls import include, path

from tuban.api.urls import api

handler500 = "tuban.web.trouble.failed"
urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("tuban.field.urls")),
    path("", include("tuban.web.urls")),
]
