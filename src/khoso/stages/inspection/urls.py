"""Every address of inspection."""

from __future__ import annotations

from khoso.stages.inspection.gallery import routes as gallery
from khoso.stages.inspection.guides import routes as guides
from khoso.stages.inspection.lots import routes as lots
from khoso.stages.inspection.rework import routes as rework

app_name = "inspection"

# Fixed words before whatever takes an id in their place.
urlpatterns = [*guides.urlpatterns, *rework.urlpatterns, *gallery.urlpatterns, *lots.urlpatterns]
