"""The gallery of a large delivery in headless Chromium, against the real server.

    ./dev bench gallery [--pages 5000]

Prints: navigation start → first screen of pictures painted (a warm browser; limit 1 s), frame times while scrolling
down, the list of pages (bytes, ms), one answer of 90 pictures (bytes, ms), and the memory of the page. Other work on
the machine shows in every figure.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

PAGES_A_FILE = 6
LIMIT_MS = 1000
_PAINTED = """() => {
  const seen = [...document.querySelectorAll('.ks-gallery-cell:not([hidden])')].filter((cell) => {
    const box = cell.getBoundingClientRect();
    return box.top < innerHeight && box.bottom > 0;
  });
  const pictures = seen.map((cell) => cell.querySelector('img'));
  return pictures.length > 10 && pictures.every((one) => one.complete && one.naturalWidth);
}"""
_SCROLL = """async () => {
  const scroll = document.querySelector('[data-scroll]');
  const frames = [];
  let last = performance.now();
  for (let frame = 0; frame < 300; frame += 1) {
    scroll.scrollTop += scroll.clientHeight / 6;
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - last);
    last = now;
  }
  return frames;
}"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--pages", type=int, default=5000)
    pages = asked.parse_args().pages
    with tempfile.TemporaryDirectory(prefix="kh-bench-") as home:
        delivery = _build(Path(home), pages)
        from bench.web.server import serving

        with serving(Path(home), Path(home) / "serve.log") as server:
            _measure(f"http://127.0.0.1:{server.port}", delivery)


def _build(home: Path, pages: int) -> uuid.UUID:
    """A house with one delivery of so many pages, their small pictures made, and who may look at them."""
    import os

    os.environ["KHOSO_HOME"] = str(home)
    from khoso.config import start

    start.database_ready()
    from khoso.config.wiring import connect

    connect()
    from khoso.engines import blobs
    from khoso.foundation.identity.actions import register_agency, register_person
    from khoso.foundation.identity.demo import DEMO_PASSWORD
    from khoso.foundation.identity.roles import Role

    agency = register_agency("BENCH.01", "Ủy ban nhân dân xã Đo", kind="commune")
    register_person("bench", "Người Đo", DEMO_PASSWORD, roles=[(agency, Role.SUPERVISOR)], is_demo=True)
    source = _scan(home)
    kept = blobs.store().put_file(source)
    made = _rows(agency, kept, pages)
    _pack(source, kept.sha256, made, home)
    return made


def _scan(home: Path) -> Path:
    """One file of six pages that look like papers of an office."""
    from khoso.demo.delivery import make_delivery

    folder = home / "giao"
    make_delivery(folder, dossiers=1, seed=3, items_per_dossier=1, pages_per_item=PAGES_A_FILE)
    found: list[Path] = sorted(folder.rglob("*.pdf"), key=lambda path: path.stat().st_size)
    return found[-1]


def _rows(agency: Any, kept: Any, pages: int) -> uuid.UUID:
    from khoso.kernel import clock
    from khoso.stages.catalogue.models import Dossier, Fonds, Item
    from khoso.stages.digitisation.models import Delivery, DeliveryFile, DeliveryFinding, PageImage

    fonds = Fonds.objects.create(id=uuid.uuid4(), code="P1", title="Phông", agency=agency)
    delivery = Delivery.objects.create(
        id=uuid.uuid4(), agency=agency, folder="/do", folder_name="Lô đo", registered_at=clock.now(), registered_by="do"
    )
    dossiers, items, files, images, doubts = [], [], [], [], []
    for number in range(-(-pages // PAGES_A_FILE)):
        if number % 12 == 0:
            code = f"BENCH.01.{number // 12 + 1:04d}"
            dossiers.append(
                Dossier(id=uuid.uuid4(), fonds=fonds, number=code[-4:], reference_code=code, title=f"Hồ sơ {code[-4:]}")
            )
        dossier = dossiers[-1]
        code = f"{dossier.reference_code}.{number % 12 + 1:07d}"
        items.append(Item(id=uuid.uuid4(), dossier=dossier, ordinal=number % 12 + 1, reference_code=code))
        files.append(
            DeliveryFile(
                id=uuid.uuid4(), delivery=delivery, path=f"{code}.pdf", role="item", dossier=dossier, item=items[-1],
                sha256=kept.sha256, size=kept.size, state="checked", format="pdf", pages=PAGES_A_FILE,
            )
        )  # fmt: skip
        images += [
            PageImage(file=files[-1], number=page, width=1654, height=2339, dpi=200, is_colour=True, is_blank=False)
            for page in range(1, PAGES_A_FILE + 1)
        ]
        if number % 5 == 0:
            doubts.append(
                DeliveryFinding(
                    delivery=delivery, source="check", dossier=dossier, file=files[-1], code="page.skewed",
                    severity="warning", page=2, message="Trang nghiêng",
                )
            )  # fmt: skip
    for model, rows in (
        (Dossier, dossiers), (Item, items), (DeliveryFile, files), (PageImage, images), (DeliveryFinding, doubts)
    ):  # fmt: skip
        model.objects.bulk_create(rows)  # type: ignore[attr-defined]
    return delivery.pk


def _pack(source: Path, sha256: str, delivery: uuid.UUID, home: Path) -> None:
    """The small pictures of one file drawn and timed; every file of the delivery has the same."""
    from khoso.engines import blobs
    from khoso.kernel import clock
    from khoso.stages.digitisation.models import DeliveryFile
    from khoso.stages.inspection.compute.thumbnails import pack_thumbnails
    from khoso.stages.inspection.models import ThumbnailPack

    out, began = home / "pack", time.perf_counter()
    places = pack_thumbnails(source, out)
    took = (time.perf_counter() - began) / len(places)
    kept = blobs.store().put_file(out)
    told = [[one.offset, one.length, one.width, one.height] for one in places]
    ThumbnailPack.objects.bulk_create(
        ThumbnailPack(file_id=file, source_sha256=sha256, sha256=kept.sha256, places=told, made_at=clock.now())
        for file in DeliveryFile.objects.filter(delivery_id=delivery).values_list("pk", flat=True)
    )
    print(f"ảnh nhỏ / small picture: {kept.size / len(places) / 1000:.1f} kB, {took * 1000:.0f} ms một trang / a page")


def _measure(base: str, delivery: uuid.UUID) -> None:
    from playwright.sync_api import sync_playwright

    from khoso.foundation.identity.demo import DEMO_PASSWORD

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
    if not chromium:
        raise SystemExit("không có Chromium / no Chromium")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN").new_page()
        page.goto(f"{base}/dang-nhap")
        page.get_by_label("Tên đăng nhập").fill("bench")
        page.get_by_label("Mật khẩu").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(f"{base}/")
        address = f"{base}/kiem-tra/trang/{delivery}"
        views = [_first_view(page, address) for _again in range(6)]
        print(
            f"lần đầu, trình duyệt trống / first ever {views[0]:.0f} ms; "
            f"các lần sau / later: giữa / median {statistics.median(views[1:]):.0f} ms, "
            f"tệ nhất / worst {max(views[1:]):.0f} ms (hạn / limit {LIMIT_MS})"
        )
        frames = sorted(page.evaluate(_SCROLL)[5:])
        late = sum(frame > 34 for frame in frames)
        print(
            f"cuộn / scrolling: {len(frames)} khung / frames, giữa / median {statistics.median(frames):.1f} ms, "
            f"95 % {frames[int(len(frames) * 0.95)]:.1f} ms, quá 34 ms / over: {late}"
        )
        memory = page.evaluate("performance.memory ? performance.memory.usedJSHeapSize / 1e6 : 0")
        cells = page.evaluate("document.querySelectorAll('.ks-gallery-cell').length")
        print(f"bộ nhớ trang / page memory {memory:.0f} MB; ô trong tài liệu / cells in the document {cells}")
        for name, path in (
            ("danh sách trang / list of pages", "muc-luc.json"),
            ("90 ảnh / pictures", "anh-nho?p=900-989"),
        ):
            times, size = [], 0
            for _again in range(5):
                began = time.perf_counter()
                size = len(page.request.get(f"{address}/{path}").body())
                times.append((time.perf_counter() - began) * 1000)
            print(f"{name}: {size / 1000:.0f} kB, {statistics.median(times):.0f} ms")
        browser.close()


def _first_view(page: Any, address: str) -> float:
    """Milliseconds from the start of the navigation until every picture of the first screen is there."""
    page.goto(f"{address}?lan={uuid.uuid4().hex[:6]}", wait_until="commit")
    page.wait_for_function(_PAINTED, polling="raf")
    return float(page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done(performance.now())))"))


if __name__ == "__main__":
    main()
