"""Minutes of the conditions of liquidation, in the form of Decree 30.

# Luật: KH 82 Phụ lục II (biên bản thanh lý)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import translation

from khoso.engines.office import Bullets, Column, Heading, OfficialPaper, Paragraph, Table
from khoso.engines.office.port import Block
from khoso.kernel import clock
from khoso.kernel.numbers_vi import grouped
from khoso.stages.acceptance.liquidation import queries, rules
from khoso.stages.acceptance.rounds import papers
from khoso.stages.acceptance.rounds.minutes import Side
from khoso.stages.acceptance.rounds.queries import rounds_of_batch, volume_of_batch
from khoso.stages.acceptance.states import CERTIFIED

NOTATION = "BB-TL"


def minutes_paper(
    batch: Any, found: Sequence[rules.Condition], number: str, sides: Sequence[Side], place: str, note: str
) -> OfficialPaper:
    """The minutes of the checks: each condition with what was found, and the certified volume."""
    with translation.override("vi"):
        columns = [Column("STT", 0.4, "center"), Column("Điều kiện", 2.4), Column("Kết quả", 3.0)]
        rows = []
        for place_, condition in enumerate(found, start=1):
            asked, told, _who = rules.in_vietnamese(condition)
            rows.append([str(place_), asked, told])
        volume = volume_of_batch(batch.pk)
        certified = [one for one in rounds_of_batch(batch.pk) if one.state == CERTIFIED]
        blocks: list[Block] = [
            *papers.present(sides, place, clock.now()),
            Heading("II. Kết quả kiểm tra điều kiện thanh lý"),
            Paragraph(
                f"Đợt số hóa «{batch.title}»"
                + (f", hợp đồng số {batch.contract_number}." if batch.contract_number else ".")
            ),
            Table(columns, rows),
            Heading("III. Khối lượng đã xác nhận"),
            Bullets([f"{one.title}: giấy xác nhận số {one.certificate_number}" for one in certified]),
            Bullets(papers.volume_lines(volume)),
            papers.volume_table(volume),
            *_left(batch),
            Heading("IV. Kết luận"),
            *[Paragraph(line) for line in note.splitlines() if line.strip()],
            Paragraph(
                f"Các bên xác nhận đủ điều kiện thanh lý; khối lượng làm căn cứ thanh toán là {grouped(volume.pages)} "
                f"trang của {grouped(volume.dossiers)} hồ sơ."
            ),
        ]
        subject = f"Kiểm tra điều kiện thanh lý: {batch.title}"
        return papers.minutes_paper(batch.agency, number, NOTATION, subject, blocks, sides)


def _left(batch: Any) -> list[Block]:
    """What was delivered and accepted by nobody: told, for it is not paid."""
    facts = queries.facts_of(batch)
    if not facts.not_accepted:
        return []
    return [Paragraph(f"{grouped(facts.not_accepted)} hồ sơ của đợt không được nghiệm thu, không thanh toán.")]
