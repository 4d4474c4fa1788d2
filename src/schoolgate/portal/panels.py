"""The panels of a request's page. A part of the portal adds its own when it is loaded; the page knows none of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest

from schoolgate.office.requests.models import DataRequest


class Page(StrEnum):
    """On which page a panel stands: the requester's, or the desk's."""

    REQUESTER = "requester"
    DESK = "desk"


Context = Callable[[HttpRequest, DataRequest], Mapping[str, object] | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """A template and what it is given besides `data_request`; None from `context` leaves the panel out."""

    key: str
    page: Page
    template: str
    context: Context
    place: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A panel as a page shows it."""

    key: str
    template: str
    context: Mapping[str, object]


_panels: dict[tuple[Page, str], Panel] = {}


def register(panel: Panel) -> None:
    """Add a panel."""
    _panels[panel.page, panel.key] = panel


def panels_for(page: Page, request: HttpRequest, data_request: DataRequest) -> list[Shown]:
    """Return the panels to show, in their order."""
    found = []
    for panel in sorted((p for p in _panels.values() if p.page is page), key=lambda panel: panel.place):
        context = panel.context(request, data_request)
        if context is not None:
            found.append(Shown(panel.key, panel.template, context))
    return found
