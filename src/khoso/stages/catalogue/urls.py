"""Every address of the catalogue."""

from __future__ import annotations

from khoso.stages.catalogue.browsing import routes as browsing
from khoso.stages.catalogue.describing import routes as describing
from khoso.stages.catalogue.importing import routes as importing
from khoso.stages.catalogue.likeness import routes as likeness
from khoso.stages.catalogue.registers import routes as registers
from khoso.stages.catalogue.retention import routes as retention

app_name = "catalogue"

# Fixed words before whatever takes an id in their place.
urlpatterns = [
    *importing.urlpatterns,
    *likeness.urlpatterns,
    *retention.urlpatterns,
    *registers.urlpatterns,
    *describing.urlpatterns,
    *browsing.urlpatterns,
]
