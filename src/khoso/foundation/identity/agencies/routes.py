"""The addresses of the directory. Codes are capitals, so that no code is mistaken for a word of an address."""

from __future__ import annotations

from django.urls import path

from khoso.foundation.identity.agencies import edit_views, views

urlpatterns = [
    path("co-quan", views.agency_list, name="agencies"),
    path("co-quan/them", edit_views.agency_add, name="agency-add"),
    path("co-quan/tai/<str:form>", views.agency_export, name="agency-export"),
    path("co-quan/<str:code>", views.agency, name="agency"),
    path("co-quan/<str:code>/sua", edit_views.agency_edit, name="agency-edit"),
    path("co-quan/<str:code>/doi-ten", edit_views.agency_rename, name="agency-rename"),
    path("co-quan/<str:code>/ket-thuc", edit_views.agency_end, name="agency-end"),
    path("co-quan/<str:code>/xac-nhan", edit_views.agency_confirm, name="agency-confirm"),
    path("co-quan/<str:code>/la-co-quan-da-co", edit_views.agency_recognise, name="agency-recognise"),
]
