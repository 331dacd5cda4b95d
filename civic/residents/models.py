"""User, Contributor, and what each may do in a place."""

import secrets
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from civic.residents.enums import ConsentPurpose, Role

#: Crockford's base 32: no I, L, O or U, so a code survives being read aloud or copied by hand.
RECEIPT_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_LENGTH = 12


class UserManager(BaseUserManager["User"]):
    """Makes users who sign in with an email address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Save a user. Without a password they sign in by emailed code.

        Raises ``ValueError`` where the email is empty.
        """
        if not email:
            raise ValueError("a user needs an email address")
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        user.keep_address()
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Save a user who may do everything on the whole install."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractUser):
    """Somebody with a sign-in, known by email. What they may do in a place is a RoleGrant."""

    username = None  # type: ignore[assignment] # people sign in by email; Django allows dropping it
    email = models.EmailField(_("email address"), unique=True)
    language = models.CharField(_("language"), max_length=5, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()  # type: ignore[assignment,misc] # replaces the manager that wants a username

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def keep_address(self) -> None:
        """Let the emailed sign-in code confirm the address: allauth confirms only those it knows.

        Accounts people make themselves are told to allauth by its own sign-up.
        """
        from allauth.account.models import EmailAddress

        if not EmailAddress.objects.filter(user=self).exists():
            EmailAddress.objects.create(user=self, email=self.email, primary=True)


def new_receipt_code() -> str:
    """Return twelve random base-32 characters (60 bits), stored without the dashes people see."""
    return "".join(secrets.choice(RECEIPT_ALPHABET) for _i in range(RECEIPT_LENGTH))


class ContributorQuerySet(models.QuerySet["Contributor"]):
    """Verbs on contributors."""

    def reachable_by_email(self) -> "ContributorQuerySet":
        """Keep those who gave an address, confirmed it, and still want to hear from us."""
        return self.filter(
            email_confirmed_at__isnull=False, unsubscribed_at__isnull=True, erased_at__isnull=True
        ).exclude(email="")


class Contributor(models.Model):
    """The person as the public record knows them: a user, a guest, or somebody at a desk.

    Everything a person says, votes or joins hangs on one of these, so an account is never needed
    to be heard. ``receipt_code`` opens "My voice" for whoever holds it.
    """

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contributors",
    )
    display_name = models.CharField(_("name to show"), max_length=80, blank=True)
    email = models.EmailField(_("email"), blank=True)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    receipt_code = models.CharField(max_length=RECEIPT_LENGTH, unique=True, default=new_receipt_code)
    language = models.CharField(_("language"), max_length=5, default="en")
    link_only = models.BooleanField(
        _("send me only a link"),
        default=False,
        help_text=_("Messages say there is news, and nothing of what it is."),
    )
    print_at = models.CharField(
        _("where answers wait for them on paper"),
        max_length=160,
        blank=True,
        help_text=_("The desk they asked for a printed answer at."),
    )
    unsubscribed_at = models.DateTimeField(null=True, blank=True)
    erase_after = models.DateTimeField(
        null=True, blank=True, help_text="They asked to be forgotten; until then they can stop it."
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ContributorQuerySet.as_manager()

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "user"],
                condition=Q(user__isnull=False),
                name="contributor_once_per_user_and_place",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name other people see: what the person chose, or "A neighbour"."""
        return self.display_name or str(_("A neighbour"))

    @property
    def receipt(self) -> str:
        """The receipt code as people read it: ``K7QF-2MXD-9RTB``."""
        code = self.receipt_code
        return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


class Consent(models.Model):
    """What a contributor agreed to, in which words, when and how. Facts: never edited."""

    contributor = models.ForeignKey(Contributor, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=30, choices=ConsentPurpose.choices)
    wording = models.TextField()
    how = models.CharField(max_length=80, help_text="Online, by hand at a desk, on paper, by phone.")
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.given_at:%Y-%m-%d}"


class RoleGrant(models.Model):
    """One role, for one person, in one place."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants", verbose_name=_("who")
    )
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("given by"),
    )
    granted_at = models.DateTimeField(_("given"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [models.UniqueConstraint(fields=["user", "site", "role"], name="role_granted_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Verbs on invitations."""

    def waiting(self) -> "InvitationQuerySet":
        """Keep what can still be accepted."""
        return self.filter(accepted_at=None, expires_at__gt=timezone.now())

    def run_out(self) -> "InvitationQuerySet":
        """Keep what nobody took up in time."""
        return self.filter(accepted_at=None, expires_at__lte=timezone.now())


class Invitation(models.Model):
    """An offer of one role, in one place, to whoever reads one address's mail.

    The link in the letter is signed and stands nowhere; taking the offer back is deleting this row.
    """

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("their email"))
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    language = models.CharField(
        _("language of the letter"), max_length=5, choices=settings.LANGUAGES, default="en"
    )
    reader = models.ForeignKey(
        Contributor, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("open until"), editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "email", "role"],
                condition=Q(accepted_at=None),
                name="invited_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}"


class Guessable(models.Model):
    """Something opened by a short secret: wrong guesses are counted until the right one."""

    wrong_guesses = models.PositiveIntegerField(default=0, editable=False)
    locked_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class DeskMachine(Guessable):
    """A computer at a place's desk on which librarians sign in with a PIN.

    Deleting the row ends that at once, whatever the computer still holds.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    secret_hash = models.CharField(max_length=64, editable=False)
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        verbose_name=_("authorised by"),
    )
    authorised_at = models.DateTimeField(_("authorised"), default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("desk computer")
        verbose_name_plural = _("desk computers")
        ordering: ClassVar[list[str]] = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class DeskPin(Guessable):
    """One person's PIN, for the desk computers of the places where they are a librarian."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_pin")
    first_name = models.CharField(_("name at the desk"), max_length=40)
    pin = models.CharField(max_length=128, help_text="Hashed, as passwords are.")
    set_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.first_name


@register_setting(icon="edit")
class DeskSettings(BaseSiteSetting):
    """How a place's desk computers behave."""

    idle_minutes = models.PositiveSmallIntegerField(
        _("minutes without a press until a desk computer signs its librarian out"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )

    class Meta:
        verbose_name = _("the desk")

    def __str__(self) -> str:
        return str(self.site)
