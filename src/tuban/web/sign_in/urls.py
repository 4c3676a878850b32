"""Addresses of signing in and of one's own account."""

from django.urls import path

from tuban.web.sign_in import account, outside
from tuban.web.sign_in.code import sign_in_code
from tuban.web.sign_in.views import SignIn, change_password, language, sign_out, switch_post

sign_in_urls = [
    path("sign-in/", SignIn.as_view(), name="sign_in"),
    path("sign-in/code/", sign_in_code, name="sign_in_code"),
    path("sign-in/outside/", outside.begin, name="outside"),
    path("sign-in/outside/back/", outside.back, name="outside_back"),
    path("sign-out/", sign_out, name="sign_out"),
    path("post/", switch_post, name="switch_post"),
    path("language/", language, name="language"),
    path("password/", change_password, name="change_password"),
    path("account/", account.account, name="account"),
    path("account/second-factor/", account.factor, name="factor"),
    path("account/second-factor/codes/", account.factor_codes, name="factor_codes"),
    path("account/second-factor/remove/", account.factor_remove, name="factor_remove"),
    path("account/sessions/<uuid:key>/end/", account.session_end, name="session_end"),
    path("account/sessions/end-others/", account.sessions_end, name="sessions_end"),
]
