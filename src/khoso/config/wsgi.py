"""The web application for a WSGI server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khoso.config.settings")
application = get_wsgi_application()

if os.environ.get("KHOSO_END_WITH_PARENT"):
    from khoso.config.commands.worker import end_with

    end_with(os.getppid())
