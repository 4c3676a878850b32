"""Addresses of the pages."""

from django.urls import path

from tuban.web.dossier.urls import urlpatterns as dossier
from tuban.web.my_day.views import my_day, ratio
from tuban.web.patch_list.urls import urlpatterns as patch_list
from tuban.web.sign_in.views import SignIn, change_password, language, sign_out, switch_post

app_name = "web"
urlpatterns = [
    path("", my_day, name="my_day"),
    path("ratio/", ratio, name="ratio"),
    path("sign-in/", SignIn.as_view(), name="sign_in"),
    path("sign-out/", sign_out, name="sign_out"),
    path("post/", switch_post, name="switch_post"),
    path("language/", language, name="language"),
    path("password/", change_password, name="change_password"),
    *patch_list,
    *dossier,
]
