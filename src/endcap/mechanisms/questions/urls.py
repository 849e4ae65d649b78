"""Addresses of questionnaires."""

from django.urls import path

from endcap.mechanisms.questions import views

app_name = "questions"
urlpatterns = [
    path("", views.questionnaires, name="list"),
    path("<slug:questionnaire_key>/", views.questionnaire, name="questionnaire"),
    path("<slug:questionnaire_key>/weights/", views.weights, name="weights"),
    path("<slug:questionnaire_key>/<int:version_number>/publish/", views.publish, name="publish"),
]
