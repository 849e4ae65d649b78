"""The tables of people: who works here, who is away, who stands in, who is signed in where."""

from endcap.org.people.models.leave import Absence, Delegation
from endcap.org.people.models.people import ApiToken, Person, PersonManager, PersonQuerySet, Role
from endcap.org.people.models.sign_in import CodeTries, SessionSeen

__all__ = [
    "Absence",
    "ApiToken",
    "CodeTries",
    "Delegation",
    "Person",
    "PersonManager",
    "PersonQuerySet",
    "Role",
    "SessionSeen",
]
