"""People who sign in, the roles that give them rights and reach, and the tokens of machines."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.fields import IdField
from endcap.kernel.scope import Reach, ScopedQuerySet
from endcap.org.units.models import Unit


class Role(models.Model):
    """A bundle of rights with a reach, as the company organises its work."""

    id = IdField()
    code = models.CharField(_("角色编码"), max_length=40, unique=True)
    name = models.CharField(_("角色"), max_length=60)
    name_en = models.CharField(_("英文名"), max_length=60)
    reach = models.PositiveSmallIntegerField(
        _("可见范围"),
        choices=[
            (int(Reach.PORTAL), _("自己店的")),
            (int(Reach.OWN), _("自己负责的")),
            (int(Reach.UNIT), _("本单位及下级")),
            (int(Reach.COMPANY), _("全公司")),
        ],
    )
    rights = models.JSONField(_("权限"), default=list)
    order = models.PositiveSmallIntegerField(default=0)
    requires_mfa = models.BooleanField(_("登录要两步验证"), default=False)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(ScopedQuerySet["Person"]):
    """People of the actor's units, and always the actor. Those outside the company belong to the customer for whom
    they act: no list of colleagues names them."""

    def visible_to(self, actor: Actor) -> PersonQuerySet:
        """Colleagues only, and oneself; the installation itself acts on everybody."""
        rows = super().visible_to(actor)
        if actor.person_id is None:
            return rows
        return rows.filter(models.Q(is_external=False) | models.Q(pk=actor.person_id))

    def portal_filter(self, actor: Actor) -> models.Q:
        return models.Q(pk=actor.person_id)

    def scope_filter(self, actor: Actor) -> models.Q:
        own = models.Q(pk=actor.person_id)
        return own if actor.reach == Reach.OWN else own | models.Q(unit_id__in=actor.unit_ids)


class PersonManager(models.Manager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    """The scoped manager; named in migrations, since allauth's migrations look for one called ``objects``."""

    use_in_migrations = True

    def get_queryset(self) -> models.QuerySet[Person]:
        """Migrations work on tables, not for a reader: there the rows are Django's plain ones."""
        if self.model.__module__ == "__fake__":
            return models.QuerySet(self.model, using=self._db)
        return super().get_queryset()


class SignInManager(BaseUserManager["Person"]):
    """Django's own machinery looks people up before there is an actor; what every page needs of them comes
    along."""

    def get_queryset(self) -> models.QuerySet[Person]:
        """With the unit, from which the reach follows and which the top bar names."""
        return super().get_queryset().select_related("unit")


class Person(AbstractBaseUser):
    """Somebody who signs in: of the company, or of a customer (``is_external``)."""

    id = IdField()
    login = models.CharField(_("登录名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    employee_no = models.CharField(_("工号"), max_length=32, blank=True)
    unit = models.ForeignKey(Unit, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="people")
    phone = models.CharField(_("手机"), max_length=32, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)
    roles = models.ManyToManyField(Role, verbose_name=_("角色"), related_name="people")
    is_active = models.BooleanField(_("在职"), default=True)
    is_external = models.BooleanField(_("客户方的人"), default=False, editable=False)
    left_on = models.DateField(_("离职日期"), null=True, blank=True)
    session_epoch = models.PositiveIntegerField(default=0)  # raised to end every session at once
    language = models.CharField(_("语言"), max_length=10, blank=True)
    created_at = models.DateTimeField(null=True, editable=False)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    is_staff = False
    is_superuser = False

    objects = PersonManager()
    objects_for_sign_in = SignInManager()

    class Meta:
        ordering = ["login"]
        default_manager_name = "objects_for_sign_in"
        base_manager_name = "objects_for_sign_in"

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name that people know."""
        return self.name

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with the session epoch, so both end all sessions."""
        return salted_hmac(
            "endcap.people.session", f"{self.password}:{self.session_epoch}", algorithm="sha256"
        ).hexdigest()

    def get_session_auth_fallback_hash(self) -> Any:
        """No older secret keys are accepted."""
        return iter(())

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not used; rights are."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Django's own permissions are not used; rights are."""
        return False


class ApiToken(models.Model):
    """A machine's key to the API, acting as its person. Only a hash is kept."""

    id = IdField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("用途"), max_length=60)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_on = models.DateField(_("到期日"), null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
