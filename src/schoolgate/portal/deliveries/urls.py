"""The addresses of deliveries."""

from django.urls import path

from schoolgate.portal.deliveries import desk, views

urlpatterns = [
    path("desk/<uuid:request_id>/deliver/", desk.deliver, name="deliver"),
    path("desk/<uuid:request_id>/recall/", desk.recall, name="recall"),
    path("desk/<uuid:request_id>/close/", desk.close, name="request_close"),
    path("desk/trace/", desk.trace, name="trace"),
    path("deliveries/", views.own, name="deliveries"),
    path("deliveries/<uuid:delivery_id>/", views.show, name="delivery"),
    path("deliveries/<uuid:delivery_id>/accept/", views.accept, name="delivery_accept"),
    path("deliveries/<uuid:delivery_id>/download/", views.download, name="delivery_download"),
    path("deliveries/<uuid:delivery_id>/certify/", views.certify, name="delivery_certify"),
]
