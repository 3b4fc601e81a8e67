"""The gallery of a large delivery in headless Chromium, against the real server.

    ./dev bench gallery [--pages 5000]

Prints: navigation start → every picture of the first screen painted, in a browser that knows nothing yet and in one
that was here before (limit 1 s), with the parts it is made of; beside it, as peers, a bare page of the same pictures
from files, and one page that holds all of them as `<img loading=lazy>`. Then frame times while scrolling, here and in
the page of plain pictures; what is sent (bytes, ms) by route; the memory of the page; the load of the machine, for
other work on it shows in every figure.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGES_A_FILE = 6
# Pictures a window of this size shows.
FIRST = 40
LIMIT = 1000
VIEWPORT = {"width": 1440, "height": 900}
_OURS, _PEER = ".ks-gallery-cell:not([hidden])", "span"
_PAINTED = """() => {
  const seen = [...document.querySelectorAll('SEEN')].filter((cell) => {
    const box = cell.getBoundingClientRect();
    return box.top < innerHeight && box.bottom > 0;
  });
  const pictures = seen.map((cell) => cell.querySelector('img'));
  return pictures.length > 10 && pictures.every((one) => one.complete && one.naturalWidth);
}"""
_PARTS = """() => {
  const [page] = performance.getEntriesByType('navigation');
  const parts = performance.getEntriesByType('resource');
  const last = (name) => Math.max(0, ...parts.filter((one) => one.name.includes(name)).map((one) => one.responseEnd));
  return {
    server: page.responseStart, html: page.responseEnd, script: last('gallery-'), pictures: last('anh-nho'),
    sent: page.transferSize + parts.reduce((sum, one) => sum + one.transferSize, 0),
  };
}"""
_SCROLL = """async (what) => {
  const scroll = document.querySelector(what);
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


@dataclass(frozen=True)
class Peer:
    """Pages without our program: the pictures of the first screen, and all of them, from files."""

    few: str
    all: str


@contextmanager
def _peer(home: Path, pages: int) -> Iterator[Peer]:
    """Plain pages of the same small pictures, as files behind the server Python brings along."""
    import threading
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    folder = home / "peer"
    folder.mkdir()
    pack, place = (home / "pack").read_bytes(), 0
    while place < len(pack):
        length = int.from_bytes(pack[place + 4 : place + 8], "little") + 8
        (folder / f"{len(list(folder.iterdir()))}.webp").write_bytes(pack[place : place + length])
        place += length
    made = len(list(folder.iterdir()))
    style = (
        "<style>body{margin:0;font-size:0}span{display:inline-block;width:166px;height:249px}img{width:156px}</style>"
    )
    for name, count, how in (("few", FIRST, ""), ("all", pages, ' loading="lazy"')):
        cells = "".join(f'<span><img src="{number % made}.webp?{number}"{how}></span>' for number in range(count))
        (folder / f"{name}.html").write_text(f"<!doctype html><html>{style}<body>{cells}")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield Peer(f"{base}/few.html", f"{base}/all.html")
    finally:
        server.shutdown()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--pages", type=int, default=5000)
    pages = asked.parse_args().pages
    with tempfile.TemporaryDirectory(prefix="kh-bench-") as home:
        delivery = _build(Path(home), pages)
        from bench.web.server import serving

        with serving(Path(home), Path(home) / "serve.log") as server, _peer(Path(home), pages) as peer:
            _measure(f"http://127.0.0.1:{server.port}", delivery, peer, pages)


def _build(home: Path, pages: int) -> uuid.UUID:
    """A house with one delivery of so many pages, their small pictures made, and who may look at them."""
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


def _measure(base: str, delivery: uuid.UUID, peer: Peer, pages: int) -> None:
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
    if not chromium:
        raise SystemExit("không có Chromium / no Chromium")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        address = f"{base}/kiem-tra/trang/{delivery}"
        page, known = _signed_in(browser, base)
        bare = _views(lambda: _first_view(page, peer.few, _PEER), "trang trần cùng số ảnh / bare page, same pictures")
        _views(lambda: _first_view(page, peer.all, _PEER), f"trang thường {pages} <img> / plain page of them")
        cold = _views(lambda: _cold_view(browser, known, address), f"trình duyệt trống / empty browser, limit {LIMIT}")
        page.goto(f"{base}/")
        warm = _views(lambda: _first_view(page, address), f"đã từng mở / here before, limit {LIMIT}")
        print(f"so với trang trần / to the bare page: {warm / bare:.1f}×, trống / empty {cold / bare:.1f}×")
        ours = _frames(page, "[data-scroll]", "cuộn bảng ảnh / scrolling the wall")
        memory = page.evaluate("performance.memory ? performance.memory.usedJSHeapSize / 1e6 : 0")
        cells = page.evaluate("document.querySelectorAll('.ks-gallery-cell').length")
        print(f"bộ nhớ trang / page memory {memory:.0f} MB; ô trong tài liệu / cells in the document {cells}")
        page.goto(peer.all)
        theirs = _frames(page, "html", "cuộn trang thường / scrolling the plain page")
        print(f"khung / frame to the plain page's: {ours / theirs:.2f}×")
        for name, path in _SENT:
            times, size = [], 0
            for _again in range(5):
                began = time.perf_counter()
                size = len(page.request.get(f"{address}{path}").body())
                times.append((time.perf_counter() - began) * 1000)
            print(f"{name}: {size / 1000:.0f} kB, {statistics.median(times):.0f} ms")
        browser.close()


_SENT = (
    ("trang kèm danh sách / page with the list", ""),
    ("danh sách trang / list of pages", "/muc-luc.json"),
    ("60 ảnh / pictures", "/anh-nho?p=0-59"),
    ("90 ảnh rải / pictures scattered", "/anh-nho?p=" + ",".join(str(place) for place in range(7, 4957, 55))),
)


def _signed_in(browser: Any, base: str) -> tuple[Any, Any]:
    """A page of somebody who may look, and what a browser has to know to be them."""
    from khoso.foundation.identity.demo import DEMO_PASSWORD

    context = browser.new_context(viewport=VIEWPORT, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{base}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill("bench")
    page.get_by_label("Mật khẩu").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{base}/")
    return page, context.storage_state()


def _views(view: Any, name: str, times: int = 6) -> float:
    """Look so often; prints the parts of the median look and returns its milliseconds."""
    told = sorted((view() for _again in range(times)), key=lambda one: one["seen"])
    middle = told[(len(told) - 1) // 2]
    parts = " · ".join(
        f"{part} {middle[part]:.0f}" for part in ("server", "html", "script", "pictures") if middle[part]
    )
    print(
        f"{name}: giữa / median {middle['seen']:.0f} ms ({parts}), tệ nhất / worst {told[-1]['seen']:.0f} ms, "
        f"{middle['sent'] / 1000:.0f} kB; tải / load {os.getloadavg()[0]:.1f}"
    )
    return float(middle["seen"])


def _cold_view(browser: Any, known: Any, address: str) -> dict[str, float]:
    """A browser with nothing kept but who it is."""
    context = browser.new_context(viewport=VIEWPORT, locale="vi-VN", storage_state=known)
    try:
        return _first_view(context.new_page(), address)
    finally:
        context.close()


def _first_view(page: Any, address: str, seen: str = "") -> dict[str, float]:
    """Milliseconds from the start of the navigation until every picture of the first screen is there, and the parts."""
    page.goto(f"{address}?lan={uuid.uuid4().hex[:6]}", wait_until="commit")
    page.wait_for_function(_PAINTED.replace("SEEN", seen or _OURS), polling="raf")
    took = page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done(performance.now())))")
    told: dict[str, float] = page.evaluate(_PARTS)
    return {**told, "seen": took}


def _frames(page: Any, what: str, name: str) -> float:
    frames = sorted(page.evaluate(_SCROLL, what)[5:])
    late, middle = sum(frame > 34 for frame in frames), statistics.median(frames)
    print(
        f"{name}: {len(frames)} khung / frames, giữa / median {middle:.1f} ms, "
        f"95 % {frames[int(len(frames) * 0.95)]:.1f} ms, quá 34 ms / over: {late}; tải / load {os.getloadavg()[0]:.1f}"
    )
    return float(middle)


if __name__ == "__main__":
    main()
