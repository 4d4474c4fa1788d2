"""What the district's records say about a request, for the policy to read."""

from collections.abc import Iterable

from schoolgate.policy.consents import standing_reason
from schoolgate.policy.document import RequestDocument
from schoolgate.policy.facts import RecordFacts, SchoolRef
from schoolgate.policy.vocabulary import RequesterKind
