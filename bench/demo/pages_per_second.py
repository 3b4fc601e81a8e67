"""How fast invented pages are made, against the least a page can cost: drawing its text and compressing it.

Run: PYTHONPATH=src python bench/demo/pages_per_second.py [pages]
"""

from __future__ import annotations

import sys
import time
from datetime import date

from khoso.demo.agencies import PLACES
from khoso.demo.composing import Brief, compose
from khoso.demo.layouts import lay_out
from khoso.demo.scanner import ink_page, jpeg, paper_of, scan, sheet_of
from khoso.demo.seeds import dice
from khoso.demo.topics import TOPICS


def main(pages: int) -> None:
    for year in (1990, 2011):
        brief = Brief(PLACES[0], TOPICS[0], date(year, 5, 20), "14", pages, 1, f"bench/{year}")
        start = time.process_time()
        layouts = lay_out(compose(brief))
        set_in = time.process_time() - start
        paper = paper_of(year, dice("bench", year), holes=True)
        scan(sheet_of(layouts[0], paper, 200, dice(0)), paper, 200, dice(0))  # textures are made once
        sizes = []
        start = time.process_time()
        for index, layout in enumerate(layouts):
            sheet = sheet_of(layout, paper, 200, dice("ink", index))
            sizes.append(len(jpeg(scan(sheet, paper, 200, dice("light", index)))))
        whole = time.process_time() - start + set_in
        start = time.process_time()
        for index, layout in enumerate(layouts):
            grey = ink_page(layout, paper, 200, dice("ink", index))
            jpeg(grey[:, :, None].repeat(3, axis=2))
        limit = time.process_time() - start
        print(
            f"{year}: {pages / whole:.1f} pages a CPU second at 200 dpi; limit (draw + JPEG) {pages / limit:.1f}; "
            f"ratio {limit / whole:.2f}; a page {sum(sizes) / pages / 1000:.0f} kB, largest {max(sizes) / 1000:.0f} kB"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
