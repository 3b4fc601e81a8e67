"""One reader of the scaling measurement: takes pages from the database until none is left, reads them, writes the text
back. Run by `bench.ocr.scaling`, if need be in a network of its own: python -m bench.ocr.machine ADDRESS NAME.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import psycopg

from khoso.stages.recognition.compute.apart import warm_up
from khoso.stages.recognition.compute.pages import PageImage
from khoso.stages.recognition.compute.read import default_engine, read_page

_TAKE = """UPDATE page SET taken_by = %s WHERE id = (
    SELECT id FROM page WHERE taken_by IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id, path, width, height, dpi"""


def main(address: str, name: str) -> None:
    """Say when ready, wait for the start, read, leave word of the CPU it took."""
    warm_up()
    engine = default_engine()
    with psycopg.connect(address, autocommit=True) as database:
        database.execute("INSERT INTO reader (name) VALUES (%s)", [name])
        while not database.execute("SELECT 1 FROM go").fetchone():
            time.sleep(0.02)
        begun = time.process_time()
        while row := database.execute(_TAKE, [name]).fetchone():
            key, path, width, height, dpi = row
            reading = read_page(PageImage(1, width, height, dpi, Path(path)), engine)
            database.execute(
                "UPDATE page SET said = %s, done_at = clock_timestamp() WHERE id = %s", [reading.text, key]
            )
        spent = time.process_time() - begun
        database.execute("UPDATE reader SET cpu = %s WHERE name = %s", [spent, name])


if __name__ == "__main__":
    main(*sys.argv[1:3])
