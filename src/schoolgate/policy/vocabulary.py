"""The words of the request form: who asks, for what, for whom, under which exception."""

from enum import StrEnum


class RequesterKind(StrEnum):
    """Who asks (ODA-03, "Who is requesting data?"); `family` and the public stand beside the circular's rows."""

    SCHOOL_LEADER = "school_leader"
    TEACHER = "teacher"
    CENTRAL_STAFF = "central_staff"
    RESEARCHER = "researcher"
    PARTNER = "partner"
    AGENCY = "agency"
    MEDIA = "media"
    PUBLIC = "public"
    POLICYMAKER = "policymaker"
    FAMILY = "family"

    @property
    def is_school(self) -> bool:
        """A leader or a teacher: somebody whose access is a scope of rows."""
        return self in {RequesterKind.SCHOOL_LEADER, RequesterKind.TEACHER}

    @property
    def is_staff(self) -> bool:
        """Somebody who works for the district."""
        return self.is_school or self is RequesterKind.CENTRAL_STAFF

    @property
    def is_general_public(self) -> bool:
        """Anybody without a row of their own in the circular."""
        return self in {RequesterKind.PUBLIC, RequesterKind.POLICYMAKER, RequesterKind.FAMILY}


class Purpose(StrEnum):
    """How the data will be used. The last two are sent on to the Legal Advisor."""

    SERVICES = "services"
    RESEARCH = "research"
    EVALUATION = "evaluation"
    AUDIT = "audit"
    JOURNALISM = "journalism"
    PUBLIC_RECORDS = "public_records"
    OWN_CHILD = "own_child"
    PLANNING = "planning"
    LEGAL_PROCESS = "legal_process"
    RECRUITMENT = "recruitment"


class Audience(StrEnum):
    """With whom the data, or what is made of it, will be shared."""

    INTERNAL = "internal"
    NAMED_PARTNERS = "named_partners"
    FUNDER = "funder"
    SCHOOL_COMMITTEE = "school_committee"
    PUBLICATION = "publication"
    PUBLIC = "public"


class FerpaException(StrEnum):
    """The exception to consent that a request names (ODA-03, footnote 1; 34 CFR 99.31)."""

    NONE = "none"
    STUDIES = "studies"
    AUDIT = "audit"
    SCHOOL_OFFICIAL = "school_official"


class Channel(StrEnum):
    """How the request came in; staff enter what came by mail or telephone (R47)."""

    FORM = "form"
    EMAIL = "email"
    PHONE = "phone"


class ProposalStatus(StrEnum):
    """Where a research proposal stands."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
