from django.urls import path

from khoso.stages.access import views, views_history, views_pages

app_name = "access"
urlpatterns = [
    path("tim", views.search, name="search"),
    path("ho-so/<uuid:dossier_id>", views.dossier, name="dossier"),
    path("ho-so/<uuid:dossier_id>/tep/<uuid:file_id>", views_pages.companion, name="companion"),
    path("tai-lieu/<uuid:item_id>", views_pages.viewer, name="viewer"),
    path("tai-lieu/<uuid:item_id>/lich-su", views_history.item_history, name="item-history"),
    path("tep/<uuid:file_id>/lich-su", views_history.file_history, name="file-history"),
    path("tai-lieu/<uuid:item_id>/chu/<int:number>", views_pages.words, name="words"),
    path("anh/<uuid:item_id>/<int:number>/info.json", views_pages.iiif_info, name="iiif-info"),
    path(
        "anh/<uuid:item_id>/<int:number>/<str:region>/<str:size>/<str:rotation>/<str:name>",
        views_pages.iiif_image,
        name="iiif-image",
    ),
]
