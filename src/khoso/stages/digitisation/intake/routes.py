"""Addresses of this part of digitisation."""

from __future__ import annotations

from django.urls import URLPattern, path

from khoso.stages.digitisation.intake import going_on_views, pairing_views, sending_views, views, watching_views

urlpatterns: list[URLPattern] = [
    path("lo-giao-nop/<uuid:delivery_id>/lam-lai", going_on_views.again, name="delivery-again"),
    path("lo-giao-nop/<uuid:delivery_id>/phai-sua.xlsx", going_on_views.mending_list, name="delivery-mending"),
    path("giao-scan", views.uploads, name="uploads"),
    path("giao-scan/to-ngan-cach", views.separator_sheet, name="separator-sheet"),
    path("giao-scan/thu-muc", watching_views.watched, name="watched"),
    path("giao-scan/<uuid:upload_id>", views.upload, name="upload"),
    path("giao-scan/<uuid:upload_id>/so-sanh", sending_views.compare, name="upload-compare"),
    path("giao-scan/<uuid:upload_id>/khai", sending_views.declare, name="upload-declare"),
    path("giao-scan/<uuid:upload_id>/goi", sending_views.bundle, name="upload-bundle"),
    path("giao-scan/<uuid:upload_id>/tep/<int:file_id>", sending_views.piece, name="upload-piece"),
    path("giao-scan/<uuid:upload_id>/bieu-mau", views.by_form, name="upload-form"),
    path("giao-scan/<uuid:upload_id>/lap-lo", views.finish, name="upload-finish"),
    path("giao-scan/<uuid:upload_id>/bo", views.cancel, name="upload-cancel"),
    path("lo-giao-nop/<uuid:delivery_id>/ghep", pairing_views.pairing_page, name="pairing"),
    path("lo-giao-nop/<uuid:delivery_id>/ghep/chon", pairing_views.pairing_choose, name="pairing-choose"),
    path("lo-giao-nop/<uuid:delivery_id>/tach/<int:split_id>", pairing_views.split, name="split"),
]
