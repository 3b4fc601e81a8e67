"""Addresses of paper handed out and back."""

from __future__ import annotations

from django.urls import URLPattern, path

from khoso.stages.digitisation.paper import box_views, difference_views, label_views, views

urlpatterns: list[URLPattern] = [
    path("dot-so-hoa/<int:batch_id>/giao-nhan", views.paper, name="paper"),
    path("dot-so-hoa/<int:batch_id>/giao-nhan/lap", views.paper_new, name="paper-new"),
    path("giao-nhan/anh/<int:photo_id>", label_views.photo, name="handing-picture"),
    path("giao-nhan/chenh-lech/<int:difference_id>", difference_views.difference, name="difference"),
    path("giao-nhan/chenh-lech/<int:difference_id>/viec", difference_views.difference_do, name="difference-do"),
    path("giao-nhan/<int:hand_over_id>", views.handing, name="handing"),
    path("giao-nhan/<int:hand_over_id>/viec", views.handing_do, name="handing-do"),
    path("giao-nhan/<int:hand_over_id>/sua", views.handing_head, name="handing-head"),
    path("giao-nhan/<int:hand_over_id>/quet", label_views.handing_scan, name="handing-scan"),
    path("giao-nhan/<int:hand_over_id>/nhan", label_views.labels, name="handing-labels"),
    path("giao-nhan/<int:hand_over_id>/bien-ban/<str:paper>", label_views.minutes, name="handing-minutes"),
    path("giao-nhan/<int:hand_over_id>/hop/<int:box_id>", box_views.handing_box, name="handing-box"),
    path("giao-nhan/<int:hand_over_id>/hop/<int:box_id>/dem", box_views.handing_count, name="handing-count"),
    path("giao-nhan/<int:hand_over_id>/hop/<int:box_id>/anh", label_views.handing_photo, name="handing-photo"),
    # Short, so that the square on a small sticker stays coarse enough for any phone.
    path("n/<str:code>", label_views.label, name="label"),
]
