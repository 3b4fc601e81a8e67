"""The addresses of browsing."""

from __future__ import annotations

from django.urls import path

from khoso.stages.catalogue.browsing import bulk_views, views

urlpatterns = [
    path("danh-muc", views.browse, name="browse"),
    path("danh-muc/cay", views.branch, name="branch"),
    path("danh-muc/dem", views.facet_counts, name="facets"),
    path("danh-muc/cot", views.choose_columns, name="choose-columns"),
    path("danh-muc/cach-xem", views.keep_view, name="keep-view"),
    path("danh-muc/cach-xem/<int:view_id>", views.change_view, name="change-view"),
    path("danh-muc/sua-nhieu", bulk_views.bulk, name="bulk"),
    path("danh-muc/sua-nhieu/<uuid:edit_id>", bulk_views.bulk_edit, name="bulk-edit"),
    path("danh-muc/sua-nhieu/<uuid:edit_id>/chuyen", bulk_views.move_bulk, name="bulk-move"),
]
