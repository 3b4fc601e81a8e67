"""In which language a paper is written, as the code of TT05's table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from khoso.kernel.text_vi import fold
from khoso.kernel.words import Sentence, noop
from khoso.stages.recognition.compute.reading import FieldReading, PageReading
from khoso.stages.recognition.rules_text import common_words

# Luật: TT 05/2025 Phụ lục, bảng C (kernel.codes.LANGUAGE)
CODES = {
    frozenset({"vi"}): "01",
    frozenset({"en"}): "02",
    frozenset({"fr"}): "03",
    frozenset({"ru"}): "04",
    frozenset({"vi", "en"}): "06",
    frozenset({"vi", "ru"}): "07",
    frozenset({"vi", "fr"}): "08",
    frozenset({"han"}): "09",
    frozenset({"vi", "han"}): "10",
}
NAMES = {"vi": "tiếng Việt", "en": "tiếng Anh", "fr": "tiếng Pháp", "ru": "tiếng Nga", "han": "chữ Hán, Nôm"}
# A second language counts from this share of the words; below it, it is a name or a quotation.
SECOND = 0.15
FEWEST = 8


def find_language(pages: Sequence[PageReading]) -> FieldReading:
    """The languages of the words and of the scripts seen; nothing is told of a paper with a few words."""
    counts = _words(pages)
    for page in pages:
        for seen in page.scripts:
            if not seen.is_read and seen.script != "other":
                counts[seen.script] += FEWEST
    total = sum(counts.values())
    if total < FEWEST:
        return FieldReading(reason=noop("quá ít chữ để biết ngôn ngữ"))
    found = {name for name, count in counts.items() if count >= SECOND * total}
    code = CODES.get(frozenset(found), "11")
    strongest = counts.most_common(1)[0][1] / total
    trust = 0.6 + 0.4 * strongest if len(found) == 1 else 0.75
    told = ", ".join(NAMES.get(name, name) for name in sorted(found))
    reason = Sentence("theo chữ và từ thường gặp: {told}", told=told)
    return FieldReading(code, round(trust, 3), pages[0].number, None, False, reason)


def _words(pages: Sequence[PageReading]) -> Counter[str]:
    """How many words speak for each language: marked letters, other alphabets, the commonest small words."""
    counts: Counter[str] = Counter()
    for page in pages:
        for word in page.words:
            text = word.text.strip(".,;:()\"'“”").lower()
            if re.search(r"[а-я]{3}", text):
                counts["ru"] += 1
            elif re.search(r"[\u4e00-\u9fff]", text):
                counts["han"] += 1
            elif re.search(r"[çëîïœûü]", text):
                counts["fr"] += 1
            elif re.search(r"[ăâđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", text):
                counts["vi"] += 1
            else:
                for language, small in common_words().items():
                    if text in small or (fold(text) in small and language == "vi"):
                        counts[language] += 1
                        break
    return counts
