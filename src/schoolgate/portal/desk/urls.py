"""The addresses of the desk."""

from django.urls import path

from schoolgate.portal.desk import views

urlpatterns = [
    path("desk/", views.queue, name="desk"),
    path("desk/enter/", views.enter, name="desk_enter"),
    path("desk/<uuid:request_id>/", views.show, name="desk_request"),
    path("desk/<uuid:request_id>/do/<slug:verb>/", views.act, name="desk_act"),
]
