"""The addresses of difficulties."""

from __future__ import annotations

from django.urls import path

from khoso.stages.reporting.difficulties import views

urlpatterns = [
    path("vuong-mac", views.difficulties, name="difficulties"),
    path("vuong-mac/neu", views.raise_one, name="difficulty-raise"),
    path("vuong-mac/hoi-dap", views.known_answers, name="difficulties-known"),
    path("vuong-mac/<int:number>", views.difficulty, name="difficulty"),
    path("vuong-mac/<int:number>/tra-loi", views.answer, name="difficulty-answer"),
    path("vuong-mac/<int:number>/chuyen", views.pass_on, name="difficulty-pass-on"),
    path("vuong-mac/<int:number>/trinh", views.escalate, name="difficulty-escalate"),
    path("vuong-mac/<int:number>/hoi-lai", views.ask_again, name="difficulty-ask-again"),
    path("vuong-mac/<int:number>/khep", views.close, name="difficulty-close"),
]
