"""Addresses of the gallery and of single pages."""

from __future__ import annotations

from django.urls import path

from khoso.stages.inspection.gallery import mark_views, page_views, views

_ALL = "kiem-tra/trang/<uuid:delivery_id>"
_PAGE = f"{_ALL}/<uuid:file_id>/<int:number>"
urlpatterns = [
    path(_ALL, views.gallery, name="gallery"),
    path(f"{_ALL}/muc-luc.json", views.index, name="gallery-index"),
    path(f"{_ALL}/anh-nho", views.thumbnails, name="gallery-thumbnails"),
    path(_PAGE, page_views.page, name="gallery-page"),
    path(f"{_PAGE}/anh", page_views.image, name="gallery-image"),
    path(f"{_PAGE}/dat", mark_views.good, name="gallery-good"),
    path(f"{_PAGE}/loi", mark_views.mark, name="gallery-mark"),
    path(f"{_PAGE}/loi/<int:defect_id>", mark_views.change, name="gallery-change"),
    path(f"{_PAGE}/loi/<int:defect_id>/bo", mark_views.undo, name="gallery-undo"),
    path(f"{_PAGE}/anh-giay", mark_views.add_photo, name="gallery-add-photo"),
    path(f"{_PAGE}/anh-giay/<int:photo_id>", page_views.photo, name="gallery-photo"),
]
