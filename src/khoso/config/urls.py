"""Every route of the house."""

from __future__ import annotations

from django.urls import include, path

from khoso.config import api

urlpatterns = [
    path("api/v1/", include((api.urlpatterns(), "api"))),
    path("", include("khoso.foundation.identity.urls")),
    path("", include("khoso.foundation.identity.sign_in.library_urls")),
    path("", include("khoso.foundation.web.urls")),
    path("", include("khoso.stages.programme.urls")),
    path("", include("khoso.stages.catalogue.urls")),
    path("", include("khoso.stages.selection.urls")),
    path("", include("khoso.stages.digitisation.urls")),
    path("", include("khoso.stages.recognition.urls")),
    path("", include("khoso.stages.inspection.urls")),
    path("", include("khoso.stages.acceptance.urls")),
    path("", include("khoso.stages.access.urls")),
    path("", include("khoso.stages.reporting.urls")),
]

handler400 = "khoso.foundation.web.views_errors.bad_request"
handler403 = "khoso.foundation.web.views_errors.denied"
handler404 = "khoso.foundation.web.views_errors.not_found"
handler429 = "khoso.foundation.web.views_errors.too_many"
handler500 = "khoso.foundation.web.views_errors.broken"
