"""Addresses of attached files."""

from django.urls import path

from khoso.stages.programme.attachments import views

urlpatterns = [path("ke-hoach/tep/<int:attachment_id>", views.attachment, name="attachment")]
