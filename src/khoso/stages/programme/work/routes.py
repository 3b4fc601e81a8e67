"""Addresses of tasks."""

from django.urls import path

from khoso.stages.programme.work import change_views, views

_ONE = "ke-hoach/nhiem-vu/<int:task_id>"
urlpatterns = [
    path("viec-cua-toi", views.my_tasks, name="my-tasks"),
    path("ke-hoach/co-quan/<int:agency_id>", views.agency_tasks, name="agency-tasks"),
    path("ke-hoach/co-quan/<int:agency_id>/giao", views.assign_many, name="assign-tasks"),
    path(_ONE, views.task, name="task"),
    path(f"{_ONE}/tien-do", change_views.report, name="task-report"),
    path(f"{_ONE}/san-pham/<int:product_id>/rut", change_views.withdraw, name="task-withdraw"),
    path(f"{_ONE}/giao", change_views.assign, name="task-assign"),
    path(f"{_ONE}/ngay", change_views.set_day, name="task-day"),
    path(f"{_ONE}/de-nghi", change_views.ask, name="task-ask"),
    path(f"{_ONE}/viec-nho", change_views.add_part, name="task-add-part"),
    path(f"{_ONE}/viec-nho/<int:part_id>", change_views.mark_part, name="task-mark-part"),
    path(f"{_ONE}/quyet-dinh", change_views.decide, name="task-decide"),
]
