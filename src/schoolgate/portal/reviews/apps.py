"""Names the part to Django, and adds its entry to the header and its panel to the desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    """The part `reviews` of the portal."""

    name = "schoolgate.portal.reviews"
    label = "portal_reviews"

    def ready(self) -> None:
        """Add both. Imported here: records can't be read before every part is named."""
        from schoolgate.portal import navigation, panels
        from schoolgate.portal.reviews.views import is_reviewer, panel

        navigation.register(navigation.Entry("reviews", _("Reviews"), is_reviewer, 50))
        panels.register(panels.Panel("review", panels.Page.DESK, "reviews/_panel.html", panel, 60))
