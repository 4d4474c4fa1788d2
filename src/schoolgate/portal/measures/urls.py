"""The address of the measures."""

from django.urls import path

from schoolgate.portal.measures import views

urlpatterns = [path("measures/", views.measures, name="measures")]
