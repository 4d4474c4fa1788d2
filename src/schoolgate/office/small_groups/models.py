"""A case for showing an agency small groups, and what people said of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolgate.office.people.models import Role, User
from schoolgate.office.requests.models import DataRequest


class Law(models.TextChoices):
    """The laws under which an agency may see what can be about single students without anybody's consent."""

    AUDIT = "audit", _("audit or evaluation of an education program (34 CFR 99.31(a)(3), 99.35)")
    STUDIES = "studies", _("a study for the district (34 CFR 99.31(a)(6))")
    LEGAL = "legal", _("another law, confirmed in writing by the Legal Advisor")

    @property
    def citation(self) -> str:
        """The law as a release cites it."""
        return _CITATIONS[self]


_CITATIONS = {
    Law.AUDIT: "34 CFR 99.31(a)(3) and 99.35",
    Law.STUDIES: "34 CFR 99.31(a)(6)",
    Law.LEGAL: "as confirmed in writing by the Legal Advisor",
}


class Case(models.Model):
    """The written case of an exception, for one version of a request. law, basis, agreement: what it rests on."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="small_groups_cases")
    version = models.PositiveIntegerField()
    law = models.CharField(max_length=10, choices=Law)
    basis = models.TextField()
    agreement = models.TextField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        ordering = ("proposed_at", "id")

    def __str__(self) -> str:
        return f"{self.request}, {_('small groups')}"


class Opinion(models.Model):
    """What one person said of a case, in the role in which they were asked."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="opinions")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    agrees = models.BooleanField()
    words = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("case", "by"), name="one_opinion_of_a_person"),
            models.UniqueConstraint(fields=("case", "role"), name="one_opinion_of_a_role"),
        )

    def __str__(self) -> str:
        return f"{self.case}: {self.by}"

    @property
    def signature(self) -> str:
        """Name and role: two people of one name are two people."""
        return f"{self.by} ({Role(self.role).label})"
