"""CPU of reading and writing PDF/A beside Tesseract alone on the same page images, from one run.

Run: python bench/ocr/cost.py [number of files]. Limit: 1.25 times Tesseract alone.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from shared import samples

from khoso.stages.recognition.compute.pages import render_pages
from khoso.stages.recognition.compute.pdfa import write_pdfa
from khoso.stages.recognition.compute.read import default_engine, read_file

LIMIT = 1.25


def main() -> None:
    """Print seconds a page for each part, and the ratio."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    files: list[Path] = []
    for pattern in ("kiengiang-*/pdf/*.pdf", "haugiang-*/*/*/*/0*.pdf", "luatvietnam-*/pdf/*.pdf"):
        files += sorted(samples().glob(pattern))[:most]
    engine = default_engine()
    bare = read = written = 0.0
    pages = 0
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        for path in files:
            images = [(page.pixels(), page.dpi) for page in render_pages(path, out)]
            start = time.process_time()
            for pixels, dpi in images:
                engine.read(pixels, dpi)
            middle = time.process_time()
            reading = read_file(path, engine=engine)
            end = time.process_time()
            write_pdfa(path, reading, out / "out.pdf", title=path.stem, created=datetime(2026, 1, 1, tzinfo=UTC))
            bare, read, written = bare + middle - start, read + end - middle, written + time.process_time() - end
            pages += len(images)
    ratio = (read + written) / bare
    print(
        f"{len(files)} tệp, {pages} trang; giây CPU mỗi trang: Tesseract {bare / pages:.3f}; "
        f"đọc (cả vẽ trang) {read / pages:.3f}; ghi PDF/A {written / pages:.3f}"
    )
    print(f"tỉ số {ratio:.2f} (giới hạn {LIMIT})")
    sys.exit(0 if ratio <= LIMIT else 1)


if __name__ == "__main__":
    main()
