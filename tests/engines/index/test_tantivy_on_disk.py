"""The index on disk: it survives a killed writer, is read by other processes, and says when it must be built again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import khoso
from khoso.engines.index import IndexBusy, IndexDamaged, IndexPage, SearchRequest, probe
from khoso.engines.index.tantivy_index import TantivyIndex

SOURCE = str(Path(khoso.__file__).resolve().parents[1])
PUBLIC = frozenset({"01"})

WRITER = """
import sys, time
from pathlib import Path
from khoso.engines.index import IndexPage
from khoso.engines.index.tantivy_index import TantivyIndex

with TantivyIndex(Path(sys.argv[1])).writer() as writer:
    writer.replace_dossier("a", [IndexPage("a", "a", 1, "thuốc", access_code="01")])
    writer.commit()
    writer.wipe()
    for number in range(3000):
        writer.replace_dossier(f"b{number}", [IndexPage(f"b{number}", f"b{number}", 1, "nước", access_code="01")])
    print("ready", flush=True)
    time.sleep(60)
"""


def total(index: TantivyIndex, query: str) -> int:
    return index.search(SearchRequest(query, PUBLIC)).total


@pytest.fixture
def other_writer(tmp_path: Path) -> subprocess.Popen[str]:
    """Another process that has committed one page and is in the middle of the next ones."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "index")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": SOURCE},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_killed_writer_leaves_the_last_commit_and_a_free_lock(
    tmp_path: Path, other_writer: subprocess.Popen[str]
) -> None:
    index = TantivyIndex(tmp_path / "index")
    assert (total(index, "thuốc"), total(index, "nước")) == (1, 0)
    with pytest.raises(IndexBusy, match="tiến trình khác"), index.writer():
        pass
    other_writer.send_signal(signal.SIGKILL)
    other_writer.wait()
    again = TantivyIndex(tmp_path / "index")
    assert (again.count(), total(again, "thuốc"), total(again, "nước")) == (1, 1, 0)
    with again.writer() as writer:
        writer.replace_dossier("c", [IndexPage("c", "c", 1, "gạo", access_code="01")])
    assert (again.count(), total(again, "gạo")) == (2, 1)


def test_a_reader_sees_the_commit_of_another_handle_at_once(tmp_path: Path) -> None:
    reader, writing = TantivyIndex(tmp_path / "index"), TantivyIndex(tmp_path / "index")
    assert total(reader, "thuốc") == 0
    for number in range(1, 4):
        with writing.writer() as writer:
            writer.replace_dossier(str(number), [IndexPage(str(number), str(number), 1, "thuốc", access_code="01")])
        assert total(reader, "thuốc") == number


def test_threads_search_while_another_writes(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path / "index")
    with index.writer() as writer:
        writer.replace_dossier("0", [IndexPage("0", "0", 1, "thuốc", access_code="01")])
    failures: list[BaseException] = []
    stop = threading.Event()

    def search() -> None:
        while not stop.is_set():
            try:
                assert total(index, "thuốc") >= 1
            except BaseException as error:
                failures.append(error)
                return

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 15):
        with index.writer() as writer:
            writer.replace_dossier(str(number), [IndexPage(str(number), str(number), 1, "thuốc", access_code="01")])
    stop.set()
    for thread in threads:
        thread.join()
    assert (failures, total(index, "thuốc")) == ([], 15)


def test_counts_stay_right_when_an_answer_has_thousands_of_items(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path / "index")
    with index.writer() as writer:
        for dossier in range(100):
            pages = [
                IndexPage(f"{dossier}/{item}", str(dossier), page, "thuốc", kind_code="02", access_code="01")
                for item in range(30)
                for page in (1, 2)
            ]
            writer.replace_dossier(str(dossier), pages)
    result = index.search(SearchRequest("thuốc", PUBLIC))
    assert (result.total, result.total_is_estimate, len(result.hits)) == (3000, False, 20)
    assert abs(result.facets["kind_code"]["02"] - 3000) <= 30
    every = index.search(SearchRequest("thuốc", PUBLIC, all_pages=True))
    assert (every.total, every.facets["kind_code"]) == (6000, {"02": 6000})


def test_an_index_that_cannot_be_read_says_to_build_it_again(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    TantivyIndex(folder)
    (folder / "meta.json").write_text("{")
    with pytest.raises(IndexDamaged, match="xây lại"):
        TantivyIndex(folder)
    assert probe.pages_in(folder) is None
    assert TantivyIndex.recreate(folder).count() == 0
    assert probe.pages_in(folder) == 0


def test_the_probe_names_the_engine(tmp_path: Path) -> None:
    version = probe.version()
    assert version is not None
    assert version.split()[0] == "tantivy"
    assert probe.pages_in(tmp_path / "nowhere") is None


def test_the_index_holds_no_text_to_read_back(tmp_path: Path) -> None:
    import tantivy

    index = TantivyIndex(tmp_path / "index")
    page = IndexPage("a", "hs", 1, "bí mật", title="Trích yếu", signer="Ai đó", access_code="03")
    with index.writer() as writer:
        writer.replace_dossier("hs", [page])
    raw = tantivy.Index.open(str(tmp_path / "index"))
    searcher = raw.searcher()
    (_, address), *_ = searcher.search(tantivy.Query.all_query(), 1).hits
    assert searcher.doc(address).to_dict() == {"item_id": ["a"], "dossier_id": ["hs"], "page": [1]}
