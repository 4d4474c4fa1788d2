"""The addresses of school staff."""

from django.urls import path

from schoolgate.portal.staff import views

urlpatterns = [
    path("students/", views.own_students, name="own_students"),
    path("students/export/", views.export, name="own_students_export"),
    path("asked/", views.hand_over, name="hand_over"),
    path("from-schools/", views.handovers, name="handovers"),
    path("from-schools/<int:handover_id>/<slug:verb>/", views.settle, name="handover_settle"),
]
