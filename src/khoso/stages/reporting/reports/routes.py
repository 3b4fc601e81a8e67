"""Routes of reports."""

from __future__ import annotations

from django.urls import URLPattern, path

from khoso.stages.reporting.reports import desk_views, views, write_views

patterns: list[URLPattern] = [
    path("bao-cao", views.report_list, name="reports"),
    path("bao-cao/ky/<int:number>", desk_views.period, name="period"),
    path("bao-cao/tong-ket", desk_views.finals, name="finals"),
    path("bao-cao/tiep-nhan", desk_views.receive, name="receive"),
    path("bao-cao/thoi-han", desk_views.terms, name="report-terms"),
    path("bao-cao/<int:report_id>", views.report, name="report"),
    path("bao-cao/<int:report_id>/so-sanh", views.compare, name="report-compare"),
    path("bao-cao/<int:report_id>/tai/<str:form>", views.report_file, name="report-file"),
    path("bao-cao/<int:report_id>/luu", write_views.save, name="report-save"),
    path("bao-cao/<int:report_id>/dem-lai", write_views.recount, name="report-recount"),
    path("bao-cao/<int:report_id>/so/<str:name>", write_views.figure, name="report-figure"),
    path("bao-cao/<int:report_id>/ky-so", write_views.sign, name="report-sign"),
    path("bao-cao/<int:report_id>/bo-ky", write_views.unsign, name="report-unsign"),
    path("bao-cao/<int:report_id>/gui", write_views.submit, name="report-submit"),
    path("bao-cao/<int:report_id>/sua", write_views.correct, name="report-correct"),
    path("bao-cao/<int:report_id>/tra-lai", desk_views.send_back, name="report-return"),
    path("bao-cao/<int:report_id>/khoa", desk_views.lock, name="report-lock"),
]
