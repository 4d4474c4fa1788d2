"""The address of the register."""

from django.urls import path

from schoolgate.portal.partners import views

urlpatterns = [path("partners/", views.register, name="partners")]
