"""The addresses of the city's pages."""

from __future__ import annotations

from django.urls import path

from khoso.stages.reporting.city import views, views_agency, views_curve, views_look, views_reports, views_scores

urlpatterns = [
    path("toan-thanh-pho", views.city_wall, name="city-wall"),
    path("toan-thanh-pho/ban-do", views.city_map, name="city-map"),
    path("toan-thanh-pho/tien-do", views_curve.city_curve, name="city-curve"),
    path("toan-thanh-pho/ach-tac", views_look.city_bottlenecks, name="city-bottlenecks"),
    path("toan-thanh-pho/khong-khop", views_look.city_flags, name="city-flags"),
    path("toan-thanh-pho/xep-hang", views_scores.city_ranking, name="city-ranking"),
    path("toan-thanh-pho/xep-hang/trong-so", views_scores.city_formula, name="city-formula"),
    path("toan-thanh-pho/xep-hang/cham/<int:number>", views_scores.city_score, name="city-score"),
    path("toan-thanh-pho/bao-cao", views_reports.city_reports, name="city-reports"),
    path("toan-thanh-pho/bao-cao/tong-hop", views_reports.city_consolidate, name="city-consolidate"),
    path("toan-thanh-pho/bao-cao/<int:report_id>", views_reports.city_report, name="city-report"),
    path("toan-thanh-pho/bao-cao/<int:report_id>/loi", views_reports.city_words, name="city-words"),
    path("toan-thanh-pho/bao-cao/<int:report_id>/ky", views_reports.city_sign, name="city-sign"),
    path("toan-thanh-pho/bao-cao/<int:report_id>/gui", views_reports.city_submit, name="city-submit"),
    path("toan-thanh-pho/bao-cao/<int:report_id>/tai/<str:form>", views_reports.city_paper, name="city-paper"),
    path("toan-thanh-pho/<int:agency_id>", views_agency.city_agency, name="city-agency"),
    path("toan-thanh-pho/<int:agency_id>/<str:stage>", views_agency.city_evidence, name="city-evidence"),
]
