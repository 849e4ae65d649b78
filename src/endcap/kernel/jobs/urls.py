"""Addresses of the jobs."""

from django.urls import path

from endcap.kernel.jobs import views

app_name = "jobs"
urlpatterns = [
    path("schedule/", views.schedule, name="schedule"),
    path("schedule/<str:key>/", views.run_now, name="run_now"),
    path("<uuid:run_id>/", views.progress, name="progress"),
    path("<uuid:run_id>/cancel/", views.cancel, name="cancel"),
]
