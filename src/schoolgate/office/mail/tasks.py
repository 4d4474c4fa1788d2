"""Mail sent in the background."""

from django_tasks import task

from schoolgate.office import clock
from schoolgate.office.mail import sending


@task()
def send_mail() -> int:
    """Send what is due now; return how many mails left."""
    return sending.send_due(at=clock.now())
