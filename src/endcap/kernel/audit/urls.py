"""Addresses of the audit log."""

from django.urls import path

from endcap.kernel.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.log, name="log"),
    path("verify/", views.verify, name="verify"),
]
