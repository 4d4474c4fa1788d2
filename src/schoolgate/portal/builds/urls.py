"""The addresses of builds."""

from django.urls import path

from schoolgate.portal.builds import views

urlpatterns = [
    path("desk/<uuid:request_id>/build/", views.ask, name="build_ask"),
    path("builds/<uuid:build_id>/", views.show, name="build"),
    path("builds/<uuid:build_id>/progress/", views.progress, name="build_progress"),
    path("builds/<uuid:build_id>/files/<int:file_id>/", views.file, name="build_file"),
]
