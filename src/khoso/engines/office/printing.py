"""PDF to sign and to keep: PDF/A-2b, tagged, fonts inside, the same bytes for the same paper and moment."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

from khoso.engines.office import fonts, parts
from khoso.engines.office.errors import DrawingFailed
from khoso.engines.office.port import Block, Bullets, Heading, OfficialPaper, Paragraph, Table
from khoso.kernel.words import Sentence

STANDARD: Literal["a-2b"] = "a-2b"


@lru_cache(maxsize=1)
def built_in() -> bytes:
    """The built-in `van-ban.typ`."""
    return files("khoso.engines.office").joinpath("van-ban.typ").read_bytes()


def draw(
    paper: OfficialPaper,
    at: datetime,
    template: bytes | None = None,
    pictures: Iterable[tuple[str, bytes]] = (),
) -> bytes:
    """`paper` as PDF, said to be made `at`, over `template` (the built-in one by default) that may show `pictures`.

    Raises DrawingFailed, EngineMissing.
    """
    return compiled(template or built_in(), data_of(paper), at, pictures)


def data_of(paper: OfficialPaper) -> dict[str, Any]:
    """What the template finds in `d`."""
    told = parts.parts(paper)
    return told.fields | {
        "ten_tep": told.title,
        "tac_gia": told.author,
        "noi_dung": _blocks(told.body),
        "phu_luc": [
            {
                "ten": annex.name,
                "tieu_de": annex.title,
                "dan": annex.reference,
                "ngang": annex.is_wide,
                "noi_dung": _blocks(annex.blocks),
            }
            for annex in told.annexes
        ],
    }


def compiled(template: bytes, data: dict[str, Any], at: datetime, pictures: Iterable[tuple[str, bytes]] = ()) -> bytes:
    """The PDF of a template and its data. The template sees a folder with its pictures alone, and no packages."""
    family = fonts.find()
    shown = _shown(data, family) | {"phong_chu": family.name}
    # typst takes only fixed offsets; seconds are what a PDF date keeps.
    moment = at.astimezone(timezone(at.utcoffset() or timedelta(0)) if at.tzinfo else UTC).replace(microsecond=0)
    with tempfile.TemporaryDirectory(prefix="khoso-office-") as folder:
        root = Path(folder)
        main = root / "van-ban.typ"
        main.write_bytes(template)
        for name, content in pictures:
            (root / name).write_bytes(content)
        try:
            pdf = typst.compile(
                main,
                root=root,
                font_paths=_fonts(family),
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={"du_lieu": json.dumps(shown, ensure_ascii=False)},
                pdf_standards=STANDARD,
                timestamp=moment,
                package_path=root / "none",
                package_cache_path=root / "none",
            )
        except typst.TypstError as error:
            raise DrawingFailed(
                Sentence("Mẫu văn bản PDF không dựng được: {detail}. Hãy sửa mẫu.", detail=error.diagnostic)
            ) from error
    assert isinstance(pdf, bytes)
    return pdf


@lru_cache(maxsize=2)
def _fonts(family: fonts.Family) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(family.folder)])


def _shown(value: Any, family: fonts.Family) -> Any:
    if isinstance(value, str):
        return family.shown(value)
    if isinstance(value, list):
        return [_shown(one, family) for one in value]
    return {name: _shown(one, family) for name, one in value.items()} if isinstance(value, dict) else value


def _blocks(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [_block(block) for block in blocks]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"loai": "muc", "cap": level, "chu": text}
        case Paragraph(text, is_bold, is_italic):
            return {"loai": "doan", "chu": text, "dam": is_bold, "nghieng": is_italic}
        case Bullets(lines):
            return {"loai": "gach", "dong": list(lines)}
        case Table(columns, rows, totals, caption):
            return {
                "loai": "bang",
                "ten": caption,
                "cot": [{"ten": c.title, "rong": max(c.share, 0.01), "canh": c.align} for c in columns],
                "dong": [list(row) for row in rows],
                "tong": list(totals or ()),
            }
