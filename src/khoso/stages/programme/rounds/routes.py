"""The addresses of rounds, visits, findings and monitoring."""

from __future__ import annotations

from django.urls import path

from khoso.stages.programme.rounds import finding_views as findings
from khoso.stages.programme.rounds import monitoring_views as monitoring
from khoso.stages.programme.rounds import views

urlpatterns = [
    path("kiem-tra-thuc-te", views.rounds, name="rounds"),
    path("kiem-tra-thuc-te/lap", views.round_plan, name="round-plan"),
    path("kiem-tra-thuc-te/<int:round_id>", views.round_page, name="round"),
    path("kiem-tra-thuc-te/<int:round_id>/them-co-quan", views.visits_add, name="visits-add"),
    path("kiem-tra-thuc-te/<int:round_id>/thong-bao", views.round_notice, name="round-notice"),
    path("kiem-tra-thuc-te/<int:round_id>/thong-bao.<str:form>", views.notice_paper, name="notice-paper"),
    path("kiem-tra-thuc-te/chuyen/<int:visit_id>", views.visit, name="visit"),
    path("kiem-tra-thuc-te/chuyen/<int:visit_id>/ket-qua", views.visit_record, name="visit-record"),
    path("kiem-tra-thuc-te/chuyen/<int:visit_id>/doi-ngay", views.visit_move, name="visit-move"),
    path("kiem-tra-thuc-te/chuyen/<int:visit_id>/bo", views.visit_drop, name="visit-drop"),
    path("kiem-tra-thuc-te/ton-tai", findings.findings, name="findings"),
    path("kiem-tra-thuc-te/ton-tai/<int:finding_id>", findings.finding, name="finding"),
    path("kiem-tra-thuc-te/ton-tai/<int:finding_id>/khac-phuc", findings.finding_mend, name="finding-mend"),
    path("kiem-tra-thuc-te/ton-tai/<int:finding_id>/xac-nhan", findings.finding_close, name="finding-close"),
    path("kiem-tra-thuc-te/ton-tai/<int:finding_id>/tra-lai", findings.finding_send_back, name="finding-send-back"),
    path("giam-sat", monitoring.monitorings, name="monitorings"),
    path("giam-sat/ghi", monitoring.monitoring_record, name="monitoring-record"),
    path("giam-sat/<int:monitoring_id>", monitoring.monitoring, name="monitoring"),
]
