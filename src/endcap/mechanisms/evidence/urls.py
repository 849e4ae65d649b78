"""Addresses of files."""

from django.urls import path

from endcap.mechanisms.evidence import views

app_name = "evidence"
urlpatterns = [
    path("<uuid:evidence_id>/", views.file, name="file"),
    path("<uuid:evidence_id>/small/", views.small, name="small"),
    path("<uuid:evidence_id>/remove/", views.remove, name="remove"),
    path("of/<str:subject_type>/<uuid:subject_id>/", views.upload, name="upload"),
]
