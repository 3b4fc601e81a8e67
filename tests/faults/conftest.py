"""Rooms are imported by these tests as the house imports them: all together."""

import django

django.setup()
