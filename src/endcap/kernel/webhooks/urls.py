"""Addresses of webhooks."""

from django.urls import path

from endcap.kernel.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.endpoints, name="list"),
    path("new/", views.new_endpoint, name="new"),
    path("log/", views.log, name="log"),
    path("log/<uuid:notice_id>/", views.notice, name="notice"),
    path("log/<uuid:notice_id>/again/", views.send_again, name="send_again"),
    path("<uuid:endpoint_id>/", views.endpoint, name="endpoint"),
    path("<uuid:endpoint_id>/secret/", views.rotate, name="rotate"),
    path("<uuid:endpoint_id>/resume/", views.resume, name="resume"),
    path("<uuid:endpoint_id>/trial/", views.trial, name="trial"),
]
