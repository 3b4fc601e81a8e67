"""The addresses of the cut-off tool."""

from __future__ import annotations

from django.urls import path

from khoso.stages.selection.cutoff import views

urlpatterns = [
    path("lua-chon/moc", views.cutoffs, name="cutoffs"),
    path("lua-chon/moc/luu", views.keep, name="cutoff-keep"),
    path("lua-chon/moc/de-xuat", views.propose, name="cutoff-propose"),
    path("lua-chon/moc/<int:scenario_id>/bo", views.drop, name="cutoff-drop"),
]
