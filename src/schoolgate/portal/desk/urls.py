"""The addresses of the desk."""

from django.urls import path

from schoolgate.portal.desk import views

urlpatterns = [
    path("desk/", views.queue, name="desk"),
    path("desk/<uuid:request_id>/", views.show, name="desk_request"),
]
