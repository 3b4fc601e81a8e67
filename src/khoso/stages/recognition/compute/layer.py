"""Is the text a file brought along better than what we read ourselves?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from khoso.engines.ocr.port import Word
from khoso.stages.recognition.compute.rescoring import pairs, plain
from khoso.stages.recognition.rules_syllables import is_syllable, syllable_share

# A layer must be better by so much in syllables, or in pairs of syllables and no worse in syllables.
CLEARLY = 0.02


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whose words to keep, and why (Vietnamese, for provenance); how much of the layer is possible Vietnamese."""

    keep_layer: bool
    reason: str
    layer_share: float = 0.0


def judge(layer: tuple[Word, ...], ours: tuple[Word, ...]) -> Verdict:
    """Compare a scan's text layer with our reading by how much of each is Vietnamese, word by word and pair by pair."""
    if not layer:
        return Verdict(False, "Tệp không có lớp văn bản.")
    theirs, own = syllable_share(w.text for w in layer), syllable_share(w.text for w in ours)
    their_pairs, own_pairs = pair_share(layer), pair_share(ours)
    letters, read = sum(len(w.text) for w in layer), sum(len(w.text) for w in ours)
    figures = (
        f"âm tiết đúng {theirs:.0%} so với {own:.0%}, cặp âm tiết quen {their_pairs:.0%} so với {own_pairs:.0%}, "
        f"{letters} so với {read} ký tự"
    )
    better_words = theirs >= own + CLEARLY and their_pairs >= own_pairs - CLEARLY
    better_pairs = their_pairs >= own_pairs + CLEARLY and theirs >= own - CLEARLY / 4
    if (better_words or better_pairs) and letters >= 0.9 * read:
        return Verdict(True, f"Giữ lớp văn bản có sẵn: {figures}.", round(theirs, 3))
    return Verdict(False, f"Thay lớp văn bản có sẵn bằng kết quả nhận dạng: {figures}.")


def pair_share(words: Sequence[Word]) -> float:
    """How many of the syllables that follow each other are known to do so in official texts, 0 to 1."""
    table = pairs()
    plain_words = [plain(word.text.strip(".,;:()\"'")) for word in words]
    told = [pair for pair in pairwise(plain_words) if is_syllable(pair[0]) and is_syllable(pair[1])]
    return sum(pair in table.doubles for pair in told) / len(told) if told else 0.0
