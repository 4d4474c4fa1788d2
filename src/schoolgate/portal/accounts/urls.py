"""The addresses of one's own account, beside those of allauth."""

from django.urls import path

from schoolgate.portal.accounts import views

urlpatterns = [path("account/", views.account, name="account")]
