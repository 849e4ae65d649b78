"""What is remembered about signing in: where somebody is signed in, and how often a code was wrong."""

from __future__ import annotations

from django.db import models

from endcap.kernel.actor import Actor
from endcap.kernel.fields import IdField
from endcap.kernel.scope import Reach, ScopedQuerySet
from endcap.org.people.models.people import Person


class SessionSeenQuerySet(ScopedQuerySet["SessionSeen"]):
    """One's own, and those of the people whom the actor sees."""

    def scope_filter(self, actor: Actor) -> models.Q:
        own = models.Q(person_id=actor.person_id)
        return own if actor.reach == Reach.OWN else own | models.Q(person__unit_id__in=actor.unit_ids)


class SessionSeen(models.Model):
    """One browser in which somebody is signed in, so that he recognises it and can end it.

    The key of the session itself is kept sealed: the database alone opens no session.
    """

    id = IdField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions")
    digest = models.CharField(max_length=64, unique=True)
    sealed_key = models.CharField(max_length=255)
    epoch = models.PositiveIntegerField()  # the person's at that time; raising it ends the session
    device = models.CharField(max_length=80)
    address = models.CharField(max_length=45)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    objects = SessionSeenQuerySet.as_manager()

    class Meta:
        ordering = ["-last_seen_at"]

    def __str__(self) -> str:
        return self.device


class CodeTries(models.Model):
    """How often somebody's second factor was wrong lately, and which code was used last."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="code_tries"
    )
    wrong = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)  # half-minutes since 1970; a code counts once

    def __str__(self) -> str:
        return str(self.wrong)
