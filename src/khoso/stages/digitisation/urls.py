"""Every address of digitisation."""

from __future__ import annotations

from django.urls import path

from khoso.stages.digitisation import levels, views
from khoso.stages.digitisation.batches import routes as batches
from khoso.stages.digitisation.intake import routes as intake
from khoso.stages.digitisation.paper import routes as paper
from khoso.stages.digitisation.quarantine import routes as quarantine
from khoso.stages.digitisation.site import routes as site

app_name = "digitisation"

# Fixed words before whatever takes an id in their place.
urlpatterns = [
    *batches.urlpatterns,
    *site.urlpatterns,
    *paper.urlpatterns,
    *intake.urlpatterns,
    *quarantine.urlpatterns,
    path("ty-le-loi", levels.defect_rates, name="rates"),
    path("muc-kiem-tra", levels.check_levels, name="check-levels"),
    path("lo-giao-nop", views.delivery_list, name="delivery-list"),
    path("lo-giao-nop/<uuid:delivery_id>", views.delivery, name="delivery"),
    path("lo-giao-nop/<uuid:delivery_id>/tien-do", views.delivery_progress, name="delivery-progress"),
]
