"""The addresses of the exception."""

from django.urls import path

from schoolgate.portal.small_groups import views

urlpatterns = [
    path("desk/<uuid:request_id>/small-groups/", views.propose, name="small_groups"),
    path("desk/<uuid:request_id>/small-groups/<int:case_id>/", views.speak, name="small_groups_case"),
]
