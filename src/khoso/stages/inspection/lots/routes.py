"""Addresses of lots, their report, the plan and the statistics."""

from __future__ import annotations

from django.urls import path

from khoso.stages.inspection.lots import views, views_fields, views_plans

urlpatterns = [
    path("kiem-tra", views.lots, name="lots"),
    path("kiem-tra/lay-mau", views.lot_draw, name="lot-draw"),
    path("kiem-tra/thong-ke", views_plans.statistics, name="statistics"),
    path("kiem-tra/phuong-an/<int:agency_id>", views_plans.plan, name="plan"),
    path("kiem-tra/phuong-an/<int:agency_id>/che-do", views_plans.plan_kind, name="plan-kind"),
    path("kiem-tra/lo-giao/<uuid:delivery_id>/bao-cao/<str:form>", views.delivery_report, name="delivery-report"),
    path("kiem-tra/lo-giao/<uuid:delivery_id>/nguoi-quet", views_plans.origin, name="origin"),
    path("kiem-tra/lo/<int:lot_id>", views.lot, name="lot"),
    path("kiem-tra/lo/<int:lot_id>/mo", views.lot_open, name="lot-open"),
    path("kiem-tra/lo/<int:lot_id>/truong", views_fields.fields, name="lot-fields"),
    path("kiem-tra/lo/<int:lot_id>/ket-luan", views.lot_decide, name="lot-decide"),
    path("kiem-tra/lo/<int:lot_id>/huy", views.lot_cancel, name="lot-cancel"),
    path("kiem-tra/lo/<int:lot_id>/kiem-lai", views.lot_again, name="lot-again"),
    path("kiem-tra/lo/<int:lot_id>/bao-cao/<str:form>", views.lot_report, name="lot-report"),
]
