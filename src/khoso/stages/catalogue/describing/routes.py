"""The addresses of describing."""

from __future__ import annotations

from django.urls import path

from khoso.stages.catalogue.describing import arrange_views, edit_views, history_views, views

urlpatterns = [
    path("danh-muc/phong/moi", edit_views.fonds_new, name="fonds-new"),
    path("danh-muc/phong/<uuid:fonds_id>", views.fonds, name="fonds"),
    path("danh-muc/phong/<uuid:fonds_id>/sua", edit_views.fonds_edit, name="fonds-edit"),
    path("danh-muc/phong/<uuid:fonds_id>/muc-luc/moi", edit_views.series_new, name="series-new"),
    path("danh-muc/phong/<uuid:fonds_id>/ho-so/moi", edit_views.dossier_new, name="dossier-new"),
    path("danh-muc/muc-luc/<uuid:series_id>", views.series, name="series"),
    path("danh-muc/muc-luc/<uuid:series_id>/sua", edit_views.series_edit, name="series-edit"),
    path("danh-muc/ho-so/<uuid:dossier_id>", views.dossier, name="dossier"),
    path("danh-muc/ho-so/<uuid:dossier_id>/sua", edit_views.dossier_edit, name="dossier-edit"),
    path("danh-muc/ho-so/<uuid:dossier_id>/bi-giu", views.release, name="release"),
    path("danh-muc/ho-so/<uuid:dossier_id>/tai-lieu/moi", edit_views.item_new, name="item-new"),
    path("danh-muc/tai-lieu/<uuid:item_id>", views.item, name="item"),
    path("danh-muc/tai-lieu/<uuid:item_id>/sua", edit_views.item_edit, name="item-edit"),
    path("danh-muc/lich-su/<str:kind>/<uuid:identifier>", history_views.history, name="history"),
    path("danh-muc/lich-su/<str:kind>/<uuid:identifier>/so-sanh", history_views.compared, name="compared"),
    path("danh-muc/lich-su/<str:kind>/<uuid:identifier>/<int:number>", history_views.as_it_was, name="as-it-was"),
    path("danh-muc/chinh-ly", arrange_views.accumulations, name="accumulations"),
    path("danh-muc/chinh-ly/moi", arrange_views.accumulation_new, name="accumulation-new"),
    path("danh-muc/chinh-ly/bao-cao/moi", arrange_views.report_new, name="report-new"),
    path("danh-muc/chinh-ly/bao-cao/<int:report_id>", arrange_views.report, name="report"),
    path("danh-muc/chinh-ly/bao-cao/<int:report_id>/tep", arrange_views.report_file, name="report-file"),
    path("danh-muc/chinh-ly/<int:accumulation_id>", arrange_views.accumulation, name="accumulation"),
    path("danh-muc/chinh-ly/<int:accumulation_id>/sua", arrange_views.accumulation_edit, name="accumulation-edit"),
    path("danh-muc/chinh-ly/<int:accumulation_id>/chuyen", arrange_views.accumulation_move, name="accumulation-move"),
    path("danh-muc/chinh-ly/<str:kind>/<uuid:identifier>", arrange_views.arrangement_move, name="arrangement-move"),
]
