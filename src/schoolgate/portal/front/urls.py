"""The addresses of the front door."""

from django.urls import path

from schoolgate.portal.front import views

urlpatterns = [
    path("", views.front, name="front"),
    path("public-data/", views.public_data, name="public_data"),
    path("what-would-i-need/", views.guide, name="guide"),
    path("elsewhere/", views.elsewhere, name="elsewhere"),
]
