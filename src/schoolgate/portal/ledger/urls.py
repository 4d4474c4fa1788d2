"""The addresses of the ledger."""

from django.urls import path

from schoolgate.portal.ledger import views

urlpatterns = [
    path("ledger/", views.search, name="ledger"),
    path("ledger/rows/<int:number>/", views.row, name="ledger_row"),
    path("ledger/verify/", views.verify, name="ledger_verify"),
    path("ledger/export/", views.export, name="ledger_export"),
    path("ledger/students/", views.student, name="ledger_student"),
]
