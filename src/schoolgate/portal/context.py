"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest

from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.policy.versions import current_pack
from schoolgate.portal import languages, navigation


def page(request: HttpRequest) -> dict[str, object]:
    """Return the links of the header, the day, the version of the circular, whether this is a demo, other languages."""
    on = day_of(clock.now())
    return {
        "navigation": navigation.links_for(request.user, request.path) if hasattr(request, "user") else [],
        "today": on,
        "pack": current_pack(on),
        "is_demo": settings.SCHOOLGATE_IS_DEMO,
        "languages": languages.offered() if languages.is_for_families(request.path_info) else (),
    }
