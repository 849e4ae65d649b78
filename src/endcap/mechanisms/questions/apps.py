"""Django's registration of the area."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    """Questionnaires, their versions, and what was answered."""

    name = "endcap.mechanisms.questions"
    label = "questions"
    default_auto_field = "django.db.models.BigAutoField"
