"""Addresses of rework."""

from __future__ import annotations

from django.urls import path

from khoso.stages.inspection.rework import change_views, views

_ONE = "kiem-tra/phai-sua/<int:defect_id>"
urlpatterns = [
    path("kiem-tra/phai-sua", views.work_list, name="rework"),
    path("kiem-tra/phai-sua/tai-ve", views.download, name="rework-download"),
    path("kiem-tra/phai-sua/tra", change_views.return_many, name="rework-return"),
    path("kiem-tra/phai-sua/tep/<uuid:file_id>", change_views.bring, name="rework-bring"),
    path(_ONE, views.defect, name="rework-defect"),
    path(f"{_ONE}/anh/<slug:which>", views.picture, name="rework-picture"),
    path(f"{_ONE}/xong", change_views.close, name="rework-close"),
    path(f"{_ONE}/tra-lai", change_views.return_again, name="rework-again"),
    path(f"{_ONE}/khong-phai-loi", change_views.waive, name="rework-waive"),
]
