"""The addresses of bodies."""

from __future__ import annotations

from django.urls import path

from khoso.stages.programme.bodies import views

urlpatterns = [
    path("to-chuc", views.bodies, name="bodies"),
    path("to-chuc/lap", views.body_found, name="body-found"),
    path("to-chuc/<int:body_id>", views.body, name="body"),
    path("to-chuc/<int:body_id>/quyet-dinh", views.body_decision, name="body-decision"),
    path("to-chuc/<int:body_id>/giai-the", views.body_dissolve, name="body-dissolve"),
    path("to-chuc/<int:body_id>/thanh-vien", views.member_add, name="member-add"),
    path("to-chuc/<int:body_id>/thanh-vien/<int:member_id>", views.member_change, name="member-change"),
    path("to-chuc/<int:body_id>/hop", views.meeting_record, name="meeting-record"),
    path("to-chuc/<int:body_id>/hop/<int:meeting_id>", views.meeting_record, name="meeting-minute"),
]
