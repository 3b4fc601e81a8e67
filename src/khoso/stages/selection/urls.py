"""Every address of selection."""

from __future__ import annotations

from khoso.stages.selection.assessing import routes as assessing
from khoso.stages.selection.cutoff import routes as cutoff
from khoso.stages.selection.handover import routes as handover
from khoso.stages.selection.proposing import routes as proposing
from khoso.stages.selection.sessions import routes as sessions

app_name = "selection"

# Fixed words before whatever takes an id in their place.
urlpatterns = [
    *cutoff.urlpatterns,
    *sessions.urlpatterns,
    *handover.urlpatterns,
    *proposing.urlpatterns,
    *assessing.urlpatterns,
]
