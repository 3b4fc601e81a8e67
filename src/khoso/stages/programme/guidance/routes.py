"""The addresses of guidance."""

from __future__ import annotations

from django.urls import path

from khoso.stages.programme.guidance import views

urlpatterns = [
    path("huong-dan-nghiep-vu", views.guidances, name="guidances"),
    path("huong-dan-nghiep-vu/ban-hanh", views.guidance_publish, name="guidance-publish"),
    path("huong-dan-nghiep-vu/<int:guidance_id>", views.guidance, name="guidance"),
    path("huong-dan-nghiep-vu/<int:guidance_id>/da-doc", views.guidance_confirm, name="guidance-confirm"),
    path("huong-dan-nghiep-vu/<int:guidance_id>/ai-da-doc", views.guidance_readers, name="guidance-readers"),
    path("huong-dan-nghiep-vu/<int:guidance_id>/ban-moi", views.version_publish, name="version-publish"),
    path(
        "huong-dan-nghiep-vu/<int:guidance_id>/thu-hoi/<int:version_id>",
        views.version_withdraw,
        name="version-withdraw",
    ),
]
