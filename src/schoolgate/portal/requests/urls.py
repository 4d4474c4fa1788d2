"""The addresses of those who ask."""

from django.urls import path

from schoolgate.portal.requests import downloads, editing, review, views

urlpatterns = [
    path("documents/<int:attachment_id>/", downloads.attachment, name="attachment"),
    path("requests/", views.home, name="home"),
    path("requests/new/", editing.begin, name="request_begin"),
    path("requests/<uuid:request_id>/", views.show, name="request"),
    path("requests/<uuid:request_id>/do/<slug:verb>/", views.act, name="request_act"),
    path("requests/<uuid:request_id>/edit/<slug:step>/", editing.edit, name="request_edit"),
    path("requests/<uuid:request_id>/review/", review.review, name="request_review"),
    path("requests/<uuid:request_id>/discard/", editing.discard, name="request_discard"),
    path(
        "requests/<uuid:request_id>/documents/<int:attachment_id>/remove/",
        editing.remove_attachment,
        name="request_document_remove",
    ),
]
