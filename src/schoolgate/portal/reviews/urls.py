"""The addresses of reviews."""

from django.urls import path

from schoolgate.portal.reviews import views

urlpatterns = [
    path("reviews/", views.waiting, name="reviews"),
    path("reviews/<uuid:build_id>/", views.show, name="review"),
    path("reviews/<uuid:build_id>/exception/", views.exception, name="review_exception"),
]
