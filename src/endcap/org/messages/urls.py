"""Addresses of messages."""

from django.urls import path

from endcap.org.messages import views

app_name = "messages"
urlpatterns = [
    path("", views.inbox, name="list"),
    path("latest/", views.latest, name="latest"),
    path("mark/", views.mark, name="mark"),
    path("wishes/", views.wishes, name="wishes"),
    path("channels/", views.channels, name="channels"),
    path("channels/new/", views.new_channel, name="channel_new"),
    path("channels/<uuid:channel_id>/", views.channel, name="channel"),
    path("channels/<uuid:channel_id>/test/", views.try_channel, name="channel_test"),
    path("sent/", views.sent, name="sent"),
    path("sent/<uuid:delivery_id>/again/", views.send_again, name="send_again"),
    path("<uuid:notification_id>/", views.open_note, name="open"),
]
