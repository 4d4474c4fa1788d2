"""People and their roles."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolgate.office.ledger.actions import Actor
from schoolgate.policy.vocabulary import RequesterKind


class Role(models.TextChoices):
    """What somebody is to the office. Everybody with an account may ask for data: that needs no role."""

    SCHOOL_STAFF = "school_staff", _("school staff")
    ANALYST = "analyst", _("analyst")
    REVIEWER = "reviewer", _("reviewer")
    RELEASER = "releaser", _("releaser")
    STEWARD = "steward", _("data steward")
    AUDITOR = "auditor", _("auditor")


OFFICE_ROLES = frozenset({Role.ANALYST, Role.REVIEWER, Role.RELEASER, Role.STEWARD, Role.AUDITOR})


class UserManager(BaseUserManager["User"]):
    """Makes accounts; an address is kept in lower case, for people don't mean two accounts by two spellings."""

    def create_user(self, email: str, password: str | None = None, *, name: str = "") -> "User":
        """Return a new account; without a password nobody can sign in until one is set."""
        user = self.model(email=email.strip().lower(), name=name)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account of an address, however it is spelt."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """An account. `kind` is the affiliation the circular asks for; `person_id` links staff to a snapshot's person."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=200, blank=True)
    organisation = models.CharField(_("organization"), max_length=200, blank=True)
    kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in RequesterKind], default=RequesterKind.PUBLIC.value
    )
    person_id = models.CharField(max_length=200, blank=True, db_index=True)
    debarred_until = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def as_actor(self) -> Actor:
        """Return the person as the ledger writes people."""
        return Actor(f"user:{self.pk}", str(self), self.position)

    def roles(self) -> frozenset[Role]:
        """Return the roles in force, read once for each loaded account."""
        if not hasattr(self, "_roles"):
            held = self.grants.filter(ended_at=None).values_list("role", flat=True)
            self._roles = frozenset(Role(role) for role in held)
        return self._roles

    def has_role(self, *roles: Role) -> bool:
        """Whether any of the roles is held."""
        return self.is_active and not self.roles().isdisjoint(roles)

    @property
    def is_office(self) -> bool:
        """Whether this person works in, or audits, the office."""
        return self.has_role(*OFFICE_ROLES)

    @property
    def needs_second_factor(self) -> bool:
        """Whether signing in takes a second factor: for everybody with a role."""
        return bool(self.roles())


class RoleGrant(models.Model):
    """A role, from when it was given until it ended."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "role"), condition=models.Q(ended_at=None), name="one_grant_in_force"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"
