"""Addresses of outlets."""

from django.urls import path

from endcap.customers.outlets.views import company, contacts, file, listing

app_name = "outlets"
urlpatterns = [
    path("", listing.outlet_list, name="list"),
    path("filters/", listing.filter_menu, name="filters"),
    path("tag/", listing.tag_many, name="tag_many"),
    path("owners/", listing.owner_choices, name="owner_choices"),
    path("hand-over/", listing.hand_over, name="hand_over_many"),
    path("views/", listing.save_view, name="save_view"),
    path("views/<uuid:view_id>/delete/", listing.delete_view, name="delete_view"),
    path("new/", file.new_outlet, name="new"),
    path("segments/", company.segments, name="segments"),
    path("segments/new/", company.segment, name="new_segment"),
    path("segments/<uuid:segment_id>/", company.segment, name="segment"),
    path("segments/<uuid:segment_id>/delete/", company.delete_segment, name="delete_segment"),
    path("channels/", company.channels, name="channels"),
    path("channels/<uuid:channel_id>/", company.change_channel, name="change_channel"),
    path("misfits/", company.misfits, name="misfits"),
    path("suspects/", company.suspects, name="suspects"),
    path("suspects/<uuid:link_id>/", company.judge, name="judge_suspect"),
    path("<uuid:outlet_id>/", file.outlet, name="outlet"),
    path("<uuid:outlet_id>/aside/", file.aside, name="aside"),
    path("<uuid:outlet_id>/history/", file.history, name="history"),
    path("<uuid:outlet_id>/edit/", file.edit_outlet, name="edit"),
    path("<uuid:outlet_id>/verify/", file.step, {"what": "verify"}, name="verify"),
    path("<uuid:outlet_id>/archive/", file.step, {"what": "archive"}, name="archive"),
    path("<uuid:outlet_id>/restore/", file.step, {"what": "restore"}, name="restore"),
    path("<uuid:outlet_id>/hand-over/", file.hand_over, name="hand_over"),
    path("<uuid:outlet_id>/tag/", file.tag, name="tag"),
    path("<uuid:outlet_id>/review/", company.review, name="review"),
    path("<uuid:outlet_id>/classes/<slug:scheme>/", file.classes, name="classes"),
    path("<uuid:outlet_id>/links/<uuid:link_id>/", file.judge_link, name="judge_link"),
    path("<uuid:outlet_id>/contacts/new/", contacts.new_contact, name="new_contact"),
    path("<uuid:outlet_id>/contacts/<uuid:contact_id>/", contacts.edit_contact, name="edit_contact"),
    path("<uuid:outlet_id>/contacts/<uuid:contact_id>/show/", contacts.show_contact, name="show_contact"),
    path("<uuid:outlet_id>/contacts/<uuid:contact_id>/withdraw/", contacts.withdraw, name="withdraw"),
]
