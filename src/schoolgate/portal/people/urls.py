"""The addresses of people."""

from django.urls import path

from schoolgate.portal.people import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<int:user_id>/", views.show, name="person"),
    path("people/<int:user_id>/grant/", views.grant, name="person_grant"),
    path("people/<int:user_id>/end/", views.end, name="person_end"),
    path("people/<int:user_id>/link/", views.link, name="person_link"),
]
