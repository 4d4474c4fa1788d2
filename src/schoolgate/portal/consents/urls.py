"""The addresses of consents. Those of families carry a token and nothing else."""

from django.urls import path

from schoolgate.portal.consents import families, keeping, views, withholding

urlpatterns = [
    path("consents/", views.overview, name="consents"),
    path("consents/<int:consent_id>/", views.show, name="consent"),
    path("consents/<int:consent_id>/withdraw/", keeping.withdraw, name="consent_withdraw"),
    path("consents/import/", keeping.take_in, name="consent_import"),
    path("consents/ask/", keeping.ask, name="consent_ask"),
    path("consents/custody/", withholding.custody, name="custody"),
    path("consents/custody/<int:bar_id>/end/", withholding.end_bar, name="custody_end"),
    path("consents/opt-outs/", withholding.opt_outs, name="opt_outs"),
    path("consents/opt-outs/<int:opt_out_id>/take-back/", withholding.take_back, name="opt_out_end"),
    path("consent/thank-you/", families.thanks, name="consent_thanks"),
    path("consent/<str:token>/", families.sign, name="consent_sign"),
    path("consent/kept/<str:token>/", families.kept, name="consent_kept"),
]
