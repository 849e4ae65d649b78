"""Addresses of orders."""

from django.urls import path

from endcap.cash.orders import views

app_name = "orders"
urlpatterns = [
    path("", views.orders, name="list"),
    path("new/", views.new, name="new"),
    path("price/<uuid:outlet_id>/", views.price, name="price"),
    path("find/", views.find, name="find"),
    path("pace/", views.pace, name="pace"),
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/<uuid:meeting_id>/", views.meeting, name="meeting"),
    path("meetings/<uuid:meeting_id>/sign-in/<uuid:outlet_id>/", views.sign_in, name="sign_in"),
    path("meetings/<uuid:meeting_id>/close/", views.close_meeting, name="close_meeting"),
    path("<uuid:order_id>/", views.order, name="order"),
    path("<uuid:order_id>/confirm/", views.confirm, name="confirm"),
    path("<uuid:order_id>/look-again/", views.look_again, name="look_again"),
    path("<uuid:order_id>/reserve/", views.reserve, name="reserve"),
    path("<uuid:order_id>/pick/", views.pick, name="pick"),
    path("<uuid:order_id>/unpick/", views.unpick, name="unpick"),
    path("<uuid:order_id>/ship/", views.ship, name="ship"),
    path("<uuid:order_id>/deliver/", views.deliver, name="deliver"),
    path("<uuid:order_id>/cancel/", views.cancel, name="cancel"),
    path("<uuid:order_id>/release/", views.release, name="release"),
    path("<uuid:order_id>/override/", views.override, name="override"),
    path("<uuid:order_id>/issues/", views.open_issue, name="open_issue"),
    path("<uuid:order_id>/issues/<uuid:issue_id>/", views.close_issue, name="close_issue"),
    path("<uuid:order_id>/papers/<str:which>/", views.paper, name="paper"),
]
