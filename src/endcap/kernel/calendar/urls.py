"""Addresses of the working calendar."""

from django.urls import path

from endcap.kernel.calendar import views

app_name = "calendar"
urlpatterns = [
    path("", views.this_year, name="this_year"),
    path("<int:year>/", views.year, name="year"),
    path("<int:year>/load/", views.load, name="load"),
    path("<int:year>/file/", views.load_file, name="load_file"),
    path("<int:year>/<int:month>/<int:day>/", views.day, name="day"),
]
