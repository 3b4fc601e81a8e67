"""Addresses of the council's sessions."""

from __future__ import annotations

from django.urls import URLPattern, path

from khoso.stages.selection.sessions import views

urlpatterns: list[URLPattern] = [
    path("lua-chon/phien-hop", views.sessions, name="sessions"),
    path("lua-chon/phien-hop/moi/<int:list_id>", views.call, name="session-call"),
    path("lua-chon/phien-hop/<int:session_id>", views.session, name="session"),
    path("lua-chon/phien-hop/<int:session_id>/diem-danh", views.attendance, name="session-attendance"),
    path("lua-chon/phien-hop/<int:session_id>/y-kien", views.opinion, name="session-opinion"),
    path("lua-chon/phien-hop/<int:session_id>/ket-luan", views.conclude, name="session-conclude"),
    path("lua-chon/phien-hop/<int:session_id>/huy", views.cancel, name="session-cancel"),
    path("lua-chon/phien-hop/<int:session_id>/bien-ban/<str:form>", views.minutes_file, name="session-minutes"),
]
