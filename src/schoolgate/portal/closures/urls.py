"""The addresses of closures."""

from django.urls import path

from schoolgate.portal.closures import views

urlpatterns = [
    path("closures/", views.closures, name="closures"),
    path("closures/<int:closure_id>/take-back/", views.take_back, name="closure_take_back"),
]
