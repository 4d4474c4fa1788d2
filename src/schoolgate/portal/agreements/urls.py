"""The addresses of agreements."""

from django.urls import path

from schoolgate.portal.agreements import acting, drafting, signing, views

urlpatterns = [
    path("agreements/", views.listing, name="agreements"),
    path("agreements/new/", drafting.begin, name="agreement_begin"),
    path("agreements/<uuid:agreement_id>/", views.show, name="agreement"),
    path("agreements/<uuid:agreement_id>/edit/", drafting.edit, name="agreement_edit"),
    path("agreements/<uuid:agreement_id>/sign/", signing.sign, name="agreement_sign"),
    path("agreements/<uuid:agreement_id>/do/<slug:verb>/", acting.act, name="agreement_act"),
    path("agreements/<uuid:agreement_id>/pdf/", views.pdf, name="agreement_pdf"),
    path("agreements/documents/<int:document_id>/", views.document, name="agreement_document"),
    path("agreements/documents/<int:document_id>/check/", acting.check, name="agreement_check"),
]
