"""Addresses of lists."""

from __future__ import annotations

from django.urls import URLPattern, path

from khoso.stages.selection.proposing import change_views, views

urlpatterns: list[URLPattern] = [
    path("lua-chon/danh-muc", views.lists, name="lists"),
    path("lua-chon/danh-muc/moi", change_views.draft, name="list-draft"),
    path("lua-chon/danh-muc/ghi-giay", change_views.paper_list, name="list-paper"),
    path("lua-chon/danh-muc/<int:list_id>", views.show, name="list"),
    path("lua-chon/danh-muc/<int:list_id>/them", change_views.add, name="list-add"),
    path("lua-chon/danh-muc/<int:list_id>/bo", change_views.remove, name="list-remove"),
    path("lua-chon/danh-muc/<int:list_id>/ten", change_views.rename, name="list-rename"),
    path("lua-chon/danh-muc/<int:list_id>/trinh", change_views.propose, name="list-propose"),
    path("lua-chon/danh-muc/<int:list_id>/rut", change_views.withdraw, name="list-withdraw"),
    path("lua-chon/danh-muc/<int:list_id>/ban-moi", change_views.revise, name="list-revise"),
    path("lua-chon/danh-muc/<int:list_id>/khac", views.differences, name="list-differences"),
    path("lua-chon/danh-muc/<int:list_id>/quyet-dinh", change_views.decide, name="list-decide"),
    path("lua-chon/danh-muc/<int:list_id>/quyet-dinh/<str:form>", views.decision_file, name="list-decision-file"),
    path("lua-chon/danh-muc/<int:list_id>/tep/<str:form>", views.list_file, name="list-file"),
]
