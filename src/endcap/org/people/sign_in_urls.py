"""Addresses of signing in. Only these of allauth's: nobody signs up or resets a password by mail."""

from __future__ import annotations

from django.urls import path

from endcap.org.people import views
from endcap.org.people.sign_in import SignIn, SignOut

urlpatterns = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("logout/", SignOut.as_view(), name="account_logout"),
    path("password/", views.change_password, name="account_change_password"),
]
