"""Every address of acceptance."""

from __future__ import annotations

from django.urls import path

from khoso.stages.acceptance import views
from khoso.stages.acceptance.liquidation import routes as liquidation
from khoso.stages.acceptance.rounds import routes as rounds

app_name = "acceptance"

# Fixed words before whatever takes an id in their place.
urlpatterns = [
    *rounds.urlpatterns,
    *liquidation.urlpatterns,
    path("nghiem-thu/<uuid:dossier_id>", views.accept, name="accept"),
]
