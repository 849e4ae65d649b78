"""Addresses of merchants."""

from django.urls import path

from endcap.customers.merchants import views

app_name = "merchants"
urlpatterns = [
    path("", views.merchants, name="list"),
    path("new/", views.new, name="new"),
    path("links/", views.links, name="links"),
    path("links/<uuid:link_id>/end/", views.end_link, name="end_link"),
    path("<uuid:merchant_id>/", views.merchant, name="merchant"),
    path("<uuid:merchant_id>/steps/<slug:step>/", views.step, name="step"),
    path("<uuid:merchant_id>/reading/", views.reading, name="reading"),
    path("<uuid:merchant_id>/photos/", views.add_photos, name="add_photos"),
    path("<uuid:merchant_id>/account/", views.show_account, name="show_account"),
    path("<uuid:merchant_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:merchant_id>/reopen/", views.reopen, name="reopen"),
    path("<uuid:merchant_id>/suspend/", views.suspend, name="suspend"),
    path("<uuid:merchant_id>/resume/", views.resume, name="resume"),
    path("<uuid:merchant_id>/renew/", views.renew, name="renew"),
    path("<uuid:merchant_id>/renew/withdraw/", views.withdraw_renewal, name="withdraw_renewal"),
    path("<uuid:merchant_id>/outlets/", views.outlets, name="outlets"),
]
