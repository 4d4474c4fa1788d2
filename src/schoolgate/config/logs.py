"""The log: a JSON document a line, without personal data.

A page is told by the name of its address, never by the address itself, what was asked or what was sent. Whatever other
code writes into the log passes a filter that takes out e-mail addresses, long numbers, what follows a `?`, and parts of
an address that are long enough to let somebody in.
"""

import json
import logging
import re
import secrets
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponseBase

_log = logging.getLogger(__name__)
Respond = Callable[[HttpRequest], HttpResponseBase]
_SECRETS = (
    (re.compile(r"[\w.+'-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"\?\S+"), "?[query]"),
    (re.compile(r"(?<=/)[\w:%-]{20,}(?=[/\s\"']|$)"), "[link]"),
    (re.compile(r"(?<![\w.-])\d{5,}(?![\w-])"), "[number]"),
)
_FIELDS = ("request", "method", "page", "status", "milliseconds")


def without_personal_data(text: str) -> str:
    """Return a text without e-mail addresses, queries and numbers of five digits or more."""
    for pattern, stand_in in _SECRETS:
        text = pattern.sub(stand_in, text)
    return text


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. An error is told by its kind and where it happened, not by its words."""
        document: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_personal_data(record.getMessage()),
        }
        document |= {name: getattr(record, name) for name in _FIELDS if _is_plain(getattr(record, name, None))}
        if record.exc_info and record.exc_info[0] is not None:
            frames = traceback.extract_tb(record.exc_info[2])
            document["error"] = record.exc_info[0].__name__
            document["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(document, ensure_ascii=False)


def _is_plain(value: object) -> bool:
    """Whether a value is the log's own: Django puts whole requests into records under the same name."""
    return isinstance(value, str | int)


def log_pages(respond: Respond) -> Respond:
    """Write a line for each page: which, how it was answered, how long it took."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = respond(request)
        match = request.resolver_match
        told = {
            "request": secrets.token_hex(8),
            "method": request.method,
            "page": (match.view_name or "unnamed") if match else "unknown",
            "status": response.status_code,
            "milliseconds": round(1000 * (time.perf_counter() - began)),
        }
        _log.info("page", extra=told)
        return response

    return answer
