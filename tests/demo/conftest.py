"""Deliveries that many tests look at, made once."""

from __future__ import annotations

import pytest
from tests.demo.made import Made

from khoso.demo.delivery import make_delivery
from khoso.demo.faults import FAULTS


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Every fault once, at 200 dpi."""
    root = tmp_path_factory.mktemp("faulty")
    return Made(root, make_delivery(root, dossiers=2, items_per_dossier=13, seed=7, pages_per_item=1, faults=FAULTS))


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The same papers as `faulty`, nothing done to them."""
    root = tmp_path_factory.mktemp("clean")
    return Made(root, make_delivery(root, dossiers=2, items_per_dossier=13, seed=7, pages_per_item=1))
