"""The addresses of those who ask."""

from django.urls import path

from schoolgate.portal.requests import views

urlpatterns = [
    path("requests/", views.home, name="home"),
    path("requests/<uuid:request_id>/", views.show, name="request"),
]
