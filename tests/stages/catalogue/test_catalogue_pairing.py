"""Rows and files find each other by path, then by likeness, then by name; nothing is left unsaid."""

from __future__ import annotations

import unicodedata

from khoso.stages.catalogue.compute.cells import path
from khoso.stages.catalogue.compute.pairing import Companion, Pair, Pairing, UnlistedFile, pair
from khoso.stages.catalogue.compute.rows import DossierRow, ItemRow


def dossier(number: str = "01", declared: int | None = None) -> DossierRow:
    return DossierRow(
        key=f"P/01/01/{number}", rows=(2, 9), box="01", dossier_number=number, declared_item_count=declared
    )


def item(row: int, typed: str, number: str = "01") -> ItemRow:
    return ItemRow(row=row, dossier=f"P/01/01/{number}", file_path=path(typed).relative, file_path_typed=typed)


def told(pairing: Pairing) -> list[tuple[str, str, str]]:
    return [(finding.code, str(finding.severity), finding.where) for finding in pairing.findings]


def test_an_exact_path_pairs() -> None:
    result = pair([item(2, "\\goc\\hop01\\001.pdf")], [dossier(declared=1)], ["goc/hop01/001.pdf"])
    assert result.pairs == [Pair(2, "P/01/01/01", "goc/hop01/001.pdf", "exact")]
    assert told(result) == []


def test_case_accents_and_unicode_form_do_not_matter() -> None:
    delivered = unicodedata.normalize("NFD", "Gốc/HỘP01/001.PDF")
    result = pair([item(2, "goc\\hop01\\001.pdf")], [dossier()], [delivered])
    assert result.pairs == [Pair(2, "P/01/01/01", delivered, "folded")]


def test_a_name_pairs_only_when_it_can_mean_one_file() -> None:
    files = ["x/hoso01/001.pdf", "x/hoso02/001.pdf"]
    result = pair([item(2, "D:\\quet\\hoso02\\001.pdf", "02"), item(3, "001.pdf")], [dossier(), dossier("02")], files)
    assert result.pairs == [Pair(2, "P/01/01/02", "x/hoso02/001.pdf", "name")]
    assert [one.row for one in result.rows_without_file] == [3]


def test_two_rows_for_one_file_are_both_errors_and_neither_is_paired() -> None:
    result = pair([item(2, "a/001.pdf"), item(3, "A/001.pdf")], [dossier(declared=2)], ["a/001.pdf"])
    assert result.pairs == []
    assert [one.row for one in result.contested["a/001.pdf"]] == [2, 3]
    assert told(result) == [
        ("pairing.duplicate_file", "error", "dòng 2"),
        ("pairing.duplicate_file", "error", "dòng 3"),
        ("pairing.count_disagrees", "warning", "P/01/01/01"),
    ]


def test_a_file_without_a_row_joins_the_dossier_of_its_folder() -> None:
    result = pair([item(2, "k/ho so 1/001.pdf")], [dossier(declared=2)], ["k/ho so 1/001.pdf", "k/ho so 1/002.pdf"])
    assert result.files_without_row == [UnlistedFile("k/ho so 1/002.pdf", "P/01/01/01", "", "01", 2)]
    assert told(result) == [
        ("pairing.file_without_row", "warning", "k/ho so 1/002.pdf"),
        ("pairing.count_disagrees", "warning", "P/01/01/01"),
    ]


def test_folder_names_tell_the_dossier_when_no_row_does() -> None:
    result = pair([], [dossier(), dossier("02")], ["p/hopso01/hoso02/x.pdf", "p/la/y.pdf"])
    assert result.files_without_row == [
        UnlistedFile("p/hopso01/hoso02/x.pdf", "P/01/01/02", "01", "02", None),
        UnlistedFile("p/la/y.pdf", None, "", "", None),
    ]


def test_covers_inventories_and_strangers_are_no_items() -> None:
    files = ["a/hoso01/Bia_hoso01.pdf", "a/hoso01/MLVB_01.pdf", "a/hoso01/Mục lục.pdf", "a/Thumbs.db", "bang.xlsx"]
    result = pair([], [dossier()], files)
    assert result.companions == [
        Companion("a/hoso01/Bia_hoso01.pdf", "cover", "P/01/01/01"),
        Companion("a/hoso01/MLVB_01.pdf", "inventory", "P/01/01/01"),
        Companion("a/hoso01/Mục lục.pdf", "inventory", "P/01/01/01"),
    ]
    assert result.others == ["a/Thumbs.db", "bang.xlsx"]
    assert told(result) == [
        ("pairing.not_a_record", "info", "a/Thumbs.db"),
        ("pairing.not_a_record", "info", "bang.xlsx"),
        ("pairing.dossier_without_files", "error", "P/01/01/01"),
    ]


def test_counts_and_gaps_of_a_dossier_are_told() -> None:
    files = [f"h/hoso01/K4.01.{n:03}.pdf" for n in (1, 2, 5)]
    result = pair([item(2, files[0]), item(3, "h/hoso01/mat.pdf")], [dossier(declared=83)], files)
    assert [finding.message for finding in result.findings if finding.code == "pairing.count_disagrees"] == [
        "Hồ sơ 01 (hộp 01): khai 83 văn bản, bảng kê có 2 dòng, lô có 3 tệp."
    ]
    assert [finding.message for finding in result.findings if finding.code == "pairing.number_gap"] == [
        "Hồ sơ 01 (hộp 01): thiếu tệp mang số 3–4."
    ]
    assert [one.row for one in result.rows_without_file] == [3]
