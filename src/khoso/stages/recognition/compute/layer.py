"""Is the text a file brought along better than what we read ourselves?"""

from __future__ import annotations

from dataclasses import dataclass

from khoso.engines.ocr.port import Word
from khoso.stages.recognition.rules_syllables import syllable_share


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whose words to keep, and why (Vietnamese, for provenance); how much of the layer is possible Vietnamese."""

    keep_layer: bool
    reason: str
    layer_share: float = 0.0


def judge(layer: tuple[Word, ...], ours: tuple[Word, ...]) -> Verdict:
    """Compare a scan's text layer with our reading by how much of each is Vietnamese and how long it is."""
    if not layer:
        return Verdict(False, "Tệp không có lớp văn bản.")
    theirs, own = syllable_share(w.text for w in layer), syllable_share(w.text for w in ours)
    letters, read = sum(len(w.text) for w in layer), sum(len(w.text) for w in ours)
    figures = f"âm tiết đúng {theirs:.0%} so với {own:.0%}, {letters} so với {read} ký tự"
    if theirs >= own + 0.02 and letters >= 0.9 * read:
        return Verdict(True, f"Giữ lớp văn bản có sẵn: {figures}.", round(theirs, 3))
    return Verdict(False, f"Thay lớp văn bản có sẵn bằng kết quả nhận dạng: {figures}.")
