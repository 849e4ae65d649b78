"""Addresses of sales facts, returns and grading."""

from django.urls import path

from endcap.goods.sales import views

app_name = "sales"
urlpatterns = [
    path("", views.facts, name="facts"),
    path("returns/", views.returns, name="returns"),
    path("grading/", views.grading, name="grading"),
    path("grading/apply/", views.apply_grading, name="apply_grading"),
]
