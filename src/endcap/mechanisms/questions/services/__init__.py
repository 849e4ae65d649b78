"""Operations of questionnaires."""

from endcap.mechanisms.questions.services.replies import begin, save_draft, submit
from endcap.mechanisms.questions.services.versions import install, publish, save_version

__all__ = ["begin", "install", "publish", "save_draft", "save_version", "submit"]
