"""An old text layer that ours replaced stays in provenance: its words are a blob, named by the event."""

from __future__ import annotations

import pytest
from tests.stages.recognition.test_actions_recognition import Desk, desk  # noqa: F401

from khoso.foundation.provenance.models import PremisEvent
from khoso.stages.recognition.actions import PageRead, record_reading

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D4")]


@pytest.mark.parametrize("layer", ["e" * 64, ""])
def test_the_event_names_the_old_words(desk: Desk, layer: str) -> None:  # noqa: F811
    record_reading(
        desk.file.pk,
        source_sha256="a" * 64,
        engine="tesseract 5",
        confidence=0.9,
        reading_sha256="c" * 64,
        pdfa_sha256="d" * 64,
        text_layer="Thay lớp văn bản có sẵn bằng kết quả nhận dạng.",
        pages=[PageRead(1, 100, 100, 200.0, "Tờ trình")],
        proposals=[],
        findings=[],
        layer_sha256=layer,
    )
    event = PremisEvent.objects.get(type="normalization", object_id=str(desk.file.pk))
    linked = set(event.objects_linked.values_list("object_kind", "object_id", "role"))
    assert (("layer", layer, "source") in linked) == bool(layer)
    assert ("giữ ở " + layer in event.detail) == bool(layer)
