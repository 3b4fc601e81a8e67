"""The addresses of the calendar."""

from __future__ import annotations

from django.urls import path

from khoso.stages.programme.days import views

urlpatterns = [
    path("lich", views.calendar, name="calendar"),
    path("lich/dia-chi", views.feed_open, name="feed-open"),
    path("lich/dia-chi/bo", views.feed_close, name="feed-close"),
    path("lich/ngay-nghi", views.days_off, name="days-off"),
    path("lich/ngay-nghi/<int:row_id>/bo", views.day_off_remove, name="day-off-remove"),
    path("lich/<str:secret>.ics", views.calendar_feed, name="calendar-feed"),
]
