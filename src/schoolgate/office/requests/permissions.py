"""Who may do what with a request, and which requests somebody may see. The state is `transitions`' matter."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from schoolgate.office.people.models import Role, User
from schoolgate.office.people.permissions import YES, Answer, may_as, no
from schoolgate.office.requests.models import Attachment, DataRequest, Denial, Message, MessageKind
from schoolgate.office.requests.transitions import State, Step

_READERS = (Role.ANALYST, Role.REVIEWER, Role.RELEASER, Role.STEWARD, Role.AUDITOR)
_OWNERS_STEPS = frozenset(
    {Step.SUBMIT, Step.ANSWER, Step.ACCEPT_FEE, Step.DECLINE_FEE, Step.ASK_RECONSIDERATION, Step.WITHDRAW}
)
_ROLES_OF_STEPS: dict[Step, tuple[Role, ...]] = {
    Step.ASK: (Role.ANALYST,),
    Step.OFFER_FEE: (Role.ANALYST,),
    Step.START: (Role.ANALYST,),
    Step.FINISH_BUILD: (Role.ANALYST,),
    Step.RETURN: (Role.REVIEWER,),
    Step.APPROVE: (Role.REVIEWER,),
    Step.DELIVER: (Role.RELEASER,),
    Step.RECALL: (Role.ANALYST, Role.RELEASER),
    Step.CLOSE: (Role.ANALYST, Role.RELEASER),
    Step.ANSWER_PUBLICLY: (Role.ANALYST,),
    Step.DENY: (Role.RELEASER,),
    Step.UPHOLD: (Role.RELEASER,),
    Step.OVERTURN: (Role.RELEASER,),
}


def visible_to(user: User) -> QuerySet[DataRequest]:
    """Return every request that somebody may see: their own, and for the office those that were submitted."""
    own = Q(owner=user) | Q(entered_by=user)
    if user.has_role(*_READERS):
        return DataRequest.objects.filter(own | ~Q(state=State.DRAFT))
    return DataRequest.objects.filter(owner=user)


def submitted_visible_to(user: User) -> QuerySet[DataRequest]:
    """Return what of the submitted requests somebody may see: all for the office, their own for everybody else.

    Callers leave out drafts by the state that they ask for, or by `is_open`: one more condition here would keep the
    indexes of the queue from being used.
    """
    return DataRequest.objects.all() if user.has_role(*_READERS) else DataRequest.objects.filter(owner=user)


def messages_visible_to(user: User, request: DataRequest) -> QuerySet[Message]:
    """Return the messages of a request that somebody may read: notes are for the office, never for who asks."""
    if not may_see(user, request):
        return Message.objects.none()
    found = request.messages.select_related("author")
    return found if may_see_as_office(user, request) else found.exclude(kind=MessageKind.NOTE)


def attachments_visible_to(user: User) -> QuerySet[Attachment]:
    """Return the documents that somebody may open."""
    return Attachment.objects.filter(request__in=visible_to(user), removed_at=None)


def may_see(user: User, request: DataRequest) -> Answer:
    """Whether somebody may see a request."""
    return YES if visible_to(user).filter(pk=request.pk).exists() else no(_("This is somebody else's request."))


def may_see_as_office(user: User, request: DataRequest) -> Answer:
    """Whether somebody may see what the office says of a request within itself: who works there, but not who asks."""
    return _may_of_others(user, request, *_READERS)


def may_ask_for_data(user: User) -> Answer:
    """Whether somebody may begin a request: everybody whose account is active."""
    return YES if user.is_active else no(_("The account is closed."))


def may_enter_for_others(user: User) -> Answer:
    """Whether somebody may enter what came by mail or telephone (R47)."""
    return may_as(user, Role.ANALYST)


def may_write(user: User, request: DataRequest) -> Answer:
    """Whether somebody may change the words of a request: who asks, or who entered it for them."""
    if user.pk in {request.owner_id, request.entered_by_id}:
        return YES
    return no(_("Only the person who asks may change the request."))


def may_step(user: User, request: DataRequest, step: Step) -> Answer:
    """Whether somebody may take a step, whatever the state."""
    if step in _OWNERS_STEPS:
        return may_write(user, request)
    return _may_of_others(user, request, *_ROLES_OF_STEPS[step])


def may_work_on(user: User, request: DataRequest) -> Answer:
    """Whether somebody may do an analyst's work on a request: record evidence, write notes, take it over."""
    return _may_of_others(user, request, Role.ANALYST)


def _may_of_others(user: User, request: DataRequest, *roles: Role) -> Answer:
    """Whether somebody holds a role, and the request is not their own."""
    if user.pk == request.owner_id:
        return no(_("Nobody decides on their own request."))
    return may_as(user, *roles)


def may_propose_denial(user: User, request: DataRequest) -> Answer:
    """Whether somebody may propose that a request be denied."""
    return may_work_on(user, request)


def may_approve_denial(user: User, denial: Denial) -> Answer:
    """Whether somebody may put a denial in force: a releaser who did not propose it (R61)."""
    if user.pk == denial.proposed_by_id:
        return no(_("A denial is approved by somebody else than who proposed it."))
    return may_step(user, denial.request, Step.DENY)


def may_reconsider(user: User, denial: Denial) -> Answer:
    """Whether somebody may decide a reconsideration: a releaser who had no part in the denial."""
    if user.pk in {denial.proposed_by_id, denial.approved_by_id}:
        return no(_("Somebody who had no part in the denial decides."))
    return may_step(user, denial.request, Step.UPHOLD)


def may_write_message(user: User, request: DataRequest) -> Answer:
    """Whether somebody may write in the thread of a request."""
    return YES if may_write(user, request) else may_work_on(user, request)
