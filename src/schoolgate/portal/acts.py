"""Carries out what a button stands for, and brings the person back to the page with what came of it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from schoolgate.core import BadInput, NotAllowed
from schoolgate.office.errors import Forbidden


def carry_out(request: HttpRequest, work: Callable[[], object], *, done: str, back: str) -> HttpResponse:
    """Do the work and go back to a page, with a word of success or with what stood against it.

    What somebody may not do at all (Forbidden) is not told on the page: it has an answer of its own.
    """
    try:
        work()
    except Forbidden:
        raise
    except NotAllowed as error:
        for reason in error.reasons:
            messages.error(request, reason)
    except BadInput as error:
        for fault in error.faults:
            messages.error(request, f"{fault.message} {fault.mend}")
    else:
        messages.success(request, done)
    return redirect(back)
