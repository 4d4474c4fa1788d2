"""Names the part to Django."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """The part `reviews` of the office."""

    name = "schoolgate.office.reviews"
    label = "reviews"
    default_auto_field = "django.db.models.BigAutoField"
