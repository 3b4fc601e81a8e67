"""What a person may rely on when searching, whichever engine is plugged in."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khoso.engines.index import Grant, IndexBusy, IndexPage, SearchIndex, SearchRequest, SearchResult
from khoso.engines.index.memory import MemoryIndex
from khoso.engines.index.tantivy_index import TantivyIndex

PUBLIC = frozenset({"01"})


def page(item: str, text: str = "", number: int = 1, **fields: Any) -> IndexPage:
    return IndexPage(item, fields.pop("dossier_id", f"hs-{item}"), number, text, access_code="01", **fields)


def fill(index: SearchIndex, *pages: IndexPage) -> None:
    dossiers: dict[str, list[IndexPage]] = {}
    for one in pages:
        dossiers.setdefault(one.dossier_id, []).append(one)
    with index.writer() as writer:
        for dossier_id, own in dossiers.items():
            writer.replace_dossier(dossier_id, own)


def ask(index: SearchIndex, query: str, **narrowed: Any) -> SearchResult:
    return index.search(SearchRequest(query, **{"access_codes": PUBLIC, **narrowed}))


def items(result: SearchResult) -> list[str]:
    return [hit.item_id for hit in result.hits]


@pytest.mark.mission("A1")
@pytest.mark.parametrize(
    "typed",
    [
        "ủy ban nhân dân",
        "Uỷ ban Nhân Dân",
        "uy ban nhan dan",
        "UY BAN",
        unicodedata.normalize("NFD", "Ủy ban"),
        "dân nhân",
        "hòa",
        "hoà",
        "Đồng",
        "dong",
    ],
)
def test_accents_case_tone_placement_and_unicode_form_do_not_hide_a_page(index: SearchIndex, typed: str) -> None:
    fill(index, page("a", unicodedata.normalize("NFD", "Ủy ban nhân dân thành phố Biên Hoà, Đồng Nai")), page("b", "x"))
    assert items(ask(index, typed)) == ["a"]


def test_a_word_typed_with_accents_prefers_its_exact_spelling_and_still_finds_the_others(index: SearchIndex) -> None:
    fill(index, page("bạn", "giấy mời bạn"), page("bán", "giấy mời bán"), page("bàn", "giấy mời bàn"))
    assert items(ask(index, "bán"))[0] == "bán"
    assert sorted(items(ask(index, "bán"))) == sorted(["bạn", "bán", "bàn"])
    assert sorted(items(ask(index, "ban"))) == sorted(["bạn", "bán", "bàn"])


def test_all_words_are_wanted_first(index: SearchIndex) -> None:
    fill(index, page("cả hai", "kinh phí tủ thuốc"), page("một nửa", "kinh phí hội nghị"))
    result = ask(index, "kinh phí thuốc")
    assert (items(result), result.matched, result.total) == (["cả hai"], "all", 1)


def test_without_a_page_of_all_words_most_words_are_enough(index: SearchIndex) -> None:
    fill(index, page("gần", "quyết toán kinh phí hội nghị"), page("xa", "quyết định"))
    result = ask(index, "quyết toán kinh phí vắc-xin")
    assert (items(result), result.matched) == ([], "none")  # a hyphenated word stays together, as if in quotes
    result = ask(index, "quyết toán kinh phí vắc")
    assert (items(result), result.matched) == (["gần"], "most")


def test_the_last_way_is_any_word(index: SearchIndex) -> None:
    fill(index, page("a", "thuốc"), page("b", "nước"))
    result = ask(index, "thuốc vắc cúm bò")
    assert (items(result), result.matched) == (["a"], "any")


def test_joining_words_are_not_needed(index: SearchIndex) -> None:
    fill(index, page("a", "kinh phí tủ thuốc"))
    assert ask(index, "kinh phí của tủ thuốc").matched == "all"


def test_a_question_is_answered_by_the_page_that_holds_most_of_it(index: SearchIndex) -> None:
    fill(
        index,
        page("trả lời", "Chi cục được thành lập năm 2009 theo quyết định của tỉnh."),
        page("khác", "Báo cáo năm 2009."),
    )
    assert items(ask(index, "Chi cục an toàn thực phẩm được thành lập vào năm nào?"))[0] == "trả lời"


def test_quotes_keep_words_together(index: SearchIndex) -> None:
    fill(index, page("liền", "vệ sinh thực phẩm"), page("rời", "thực phẩm sạch, giữ vệ sinh"))
    assert items(ask(index, '"vệ sinh thực phẩm"')) == ["liền"]
    assert items(ask(index, "“ve sinh thuc pham”")) == ["liền"]
    assert sorted(items(ask(index, "vệ sinh thực phẩm"))) == sorted(["liền", "rời"])
    assert ask(index, '"phẩm thực" sạch').total == 0


def test_a_minus_leaves_pages_out(index: SearchIndex) -> None:
    fill(index, page("a", "kế hoạch dự toán"), page("b", "kế hoạch thanh tra"))
    assert items(ask(index, "kế hoạch -toán")) == ["b"]
    assert items(ask(index, 'kế hoạch -"thanh tra"')) == ["a"]
    assert items(ask(index, "-toan")) == ["b"]


@pytest.mark.parametrize(
    "typed", ["139/TTr-CC", "139/ttr-cc", "số 139/TTr-CC", "0139/TTr-CC", "139/", "139/TTr", "139"]
)
def test_a_document_number_is_found_as_it_is_written(index: SearchIndex, typed: str) -> None:
    fill(
        index,
        page("đúng", "Tờ trình", number=1, notation="TTr-CC"),
        page("khác", "Tờ trình 140/TTr-CC"),
    )
    with index.writer() as writer:
        writer.replace_dossier("hs-đúng", [replace(page("đúng", "Tờ trình"), number="139", notation="TTr-CC")])
    assert items(ask(index, typed)) == ["đúng"]


def test_letters_of_another_alphabet_in_a_number_are_repaired(index: SearchIndex) -> None:
    fill(index, page("a", "Nghị định 155/2020/NĐ-СР"))  # the last two letters are Cyrillic
    assert items(ask(index, "155/2020/NĐ-CP")) == ["a"]


def test_a_title_weighs_more_than_the_dossier_title_and_that_more_than_text(index: SearchIndex) -> None:
    fill(
        index,
        page("văn bản", "quyết toán và nhiều chữ khác nữa ở đây", title="Công văn", dossier_title="Hồ sơ"),
        page("hồ sơ", "công văn và nhiều chữ khác nữa ở đây", title="Công văn", dossier_title="quyết toán"),
        page("trích yếu", "công văn và nhiều chữ khác nữa ở đây", title="quyết toán", dossier_title="Hồ sơ"),
    )
    assert items(ask(index, "quyết toán")) == ["trích yếu", "hồ sơ", "văn bản"]


def test_neighbours_rank_before_scattered_words(index: SearchIndex) -> None:
    fill(index, page("rời", "phí thuê xe, kinh tế khu vực"), page("liền", "thuê xe khu vực, kinh phí"))
    assert items(ask(index, "kinh phí")) == ["liền", "rời"]
    assert items(ask(index, "kinh phi")) == ["liền", "rời"]


def test_issuer_signer_and_reference_code_are_searched(index: SearchIndex) -> None:
    fill(index, page("a", issuer="Sở Y tế", signer="Trần Văn Mẫu", reference_code="001.H30.2024.K4"), page("b", "x"))
    assert [items(ask(index, typed)) for typed in ("sở y tế", "tran van mau", "001.H30.2024")] == [["a"]] * 3


def test_an_item_appears_once_with_its_best_page(index: SearchIndex) -> None:
    fill(
        index,
        page("dài", "thuốc một lần giữa rất nhiều chữ khác của trang này", 1),
        page("dài", "thuốc thuốc thuốc", 2),
        page("ngắn", "giấy mời nhận thuốc theo danh sách kèm của trang này đây", 1),
    )
    result = ask(index, "thuốc")
    assert ([(hit.item_id, hit.page) for hit in result.hits], result.total) == ([("dài", 2), ("ngắn", 1)], 2)
    every = ask(index, "thuốc", all_pages=True)
    assert (sorted((hit.item_id, hit.page) for hit in every.hits), every.total) == (
        [("dài", 1), ("dài", 2), ("ngắn", 1)],
        3,
    )


def test_one_long_item_does_not_push_the_others_off_the_screen(index: SearchIndex) -> None:
    fill(index, *[page("dày", "thuốc thuốc", number) for number in range(1, 400)], page("mỏng", "thuốc và nước"))
    result = ask(index, "thuốc", limit=2)
    assert (items(result), result.total) == (["dày", "mỏng"], 2)


def test_pages_of_results_do_not_overlap_and_miss_nothing(index: SearchIndex) -> None:
    fill(index, *[page(f"i{number}", f"thuốc {'nước ' * number}") for number in range(25)])
    seen = [item for offset in (0, 10, 20) for item in items(ask(index, "thuốc", limit=10, offset=offset))]
    assert (len(seen), set(seen)) == (25, {f"i{number}" for number in range(25)})
    assert items(ask(index, "thuốc", limit=10, offset=30)) == []


@pytest.mark.mission("A2")
def test_who_was_given_no_right_finds_nothing(index: SearchIndex) -> None:
    fill(index, page("a", "thuốc"), replace(page("không mức", "thuốc"), access_code=""))
    assert ask(index, "thuốc", access_codes=frozenset()).total == 0
    assert ask(index, "", access_codes=frozenset()).total == 0
    assert items(ask(index, "thuốc", access_codes=frozenset({"", "01", "02", "03"}))) == ["a"]


@pytest.mark.mission("A2")
def test_rights_may_reach_only_the_own_agency_or_a_granted_dossier(index: SearchIndex) -> None:
    conditional = [
        replace(page("của ta", "thuốc", agency_code="H19.1"), access_code="02"),
        replace(page("của họ", "thuốc", agency_code="H19.2"), access_code="02"),
        replace(page("được cho", "thuốc", agency_code="H19.2"), access_code="02"),
    ]
    fill(index, page("công khai", "thuốc", agency_code="H19.2"), *conditional)
    own = Grant(frozenset({"02"}), agency_codes=frozenset({"H19.1"}))
    given_dossier = Grant(frozenset({"02"}), dossier_ids=frozenset({"hs-được cho"}))
    assert items(ask(index, "thuốc")) == ["công khai"]
    assert set(items(ask(index, "thuốc", grants=(own,)))) == {"công khai", "của ta"}
    assert set(items(ask(index, "thuốc", grants=(own, given_dossier)))) == {"công khai", "của ta", "được cho"}
    assert items(ask(index, "thuốc", access_codes=frozenset(), grants=(given_dossier,))) == ["được cho"]
    assert ask(index, "thuốc").facets["agency_code"] == {"H19.2": 1}


def test_filters_narrow_and_facets_count_items(index: SearchIndex) -> None:
    fill(
        index,
        page("a", "thuốc", 1, kind_code="02", year=2010, agency_code="H19"),
        page("a", "thuốc", 2, kind_code="02", year=2010, agency_code="H19"),
        page("b", "thuốc", kind_code="15", year=2012, agency_code="H19"),
        page("c", "thuốc", kind_code="15", agency_code="H20"),
    )
    assert ask(index, "thuốc").facets == {
        "kind_code": {"15": 2, "02": 1},
        "year": {"2010": 1, "2012": 1},
        "agency_code": {"H19": 2, "H20": 1},
    }
    assert items(ask(index, "thuốc", kind_codes=frozenset({"02"}))) == ["a"]
    assert items(ask(index, "thuốc", agency_codes=frozenset({"H20"}))) == ["c"]
    assert items(ask(index, "thuốc", agency_codes=frozenset())) == []
    assert items(ask(index, "thuốc", year_from=2011)) == ["b"]
    assert items(ask(index, "thuốc", year_to=2011)) == ["a"]
    assert items(ask(index, "thuốc", year_from=2011, year_to=2011)) == []
    assert items(ask(index, "thuốc", dossier_id="hs-c")) == ["c"]


def test_an_empty_query_browses_the_items_by_their_first_page(index: SearchIndex) -> None:
    fill(index, page("a", "x", 1, kind_code="02"), page("a", "y", 2, kind_code="02"), page("b", "z", 1))
    result = ask(index, "  ")
    assert (sorted((hit.item_id, hit.page) for hit in result.hits), result.total) == ([("a", 1), ("b", 1)], 2)
    assert items(ask(index, "", kind_codes=frozenset({"02"}))) == ["a"]


def test_replacing_a_dossier_forgets_its_old_pages(index: SearchIndex) -> None:
    fill(index, page("a", "cũ", dossier_id="hs"), page("b", "cũ", dossier_id="hs"), page("c", "cũ"))
    with index.writer() as writer:
        assert writer.replace_dossier("hs", [page("a", "mới", dossier_id="hs")]) == 1
    assert (items(ask(index, "cũ")), items(ask(index, "mới")), index.count()) == (["c"], ["a"], 2)
    with index.writer() as writer:
        writer.remove_dossier("hs")
    assert (items(ask(index, "mới")), index.count()) == ([], 1)


def test_nothing_is_seen_before_the_commit_and_an_error_takes_it_back(index: SearchIndex) -> None:
    fill(index, page("a", "cũ"))
    with pytest.raises(RuntimeError), index.writer() as writer:
        writer.wipe()
        writer.replace_dossier("hs-b", [page("b", "mới")])
        assert (items(ask(index, "cũ")), items(ask(index, "mới"))) == (["a"], [])
        raise RuntimeError
    assert (items(ask(index, "cũ")), items(ask(index, "mới"))) == (["a"], [])


def test_a_rebuild_replaces_everything_at_once(index: SearchIndex) -> None:
    fill(index, page("a", "cũ"))
    with index.writer() as writer:
        writer.wipe()
        writer.replace_dossier("hs-b", [page("b", "mới")])
        writer.commit()
        assert (items(ask(index, "cũ")), items(ask(index, "mới"))) == ([], ["b"])
    assert index.count() == 1


def test_a_second_writer_is_told_to_wait(index: SearchIndex) -> None:
    with index.writer(), pytest.raises(IndexBusy, match="hãy chờ"), index.writer():
        pass
    with index.writer():
        pass  # the place is free again


def test_a_page_of_another_dossier_is_refused(index: SearchIndex) -> None:
    with pytest.raises(ValueError, match="hs-a"), index.writer() as writer:
        writer.replace_dossier("hs-b", [page("a")])
    assert index.count() == 0


HOSTILE = [
    '"', '""', '-"', "-", "--", "/", "1/", "/1", "AND OR NOT", "title:x", "(", "*", "~2", "a^9", "[a TO b]", "\\", "'",
    "\x00", "\ud800", "🙂", "a" * 100_000, "thuốc " * 5_000, "-thuốc", '"thuốc', "ĐĐ", "\u0301", "İ", "ß", "０１/ｘ",
    "00/", "0",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_typed_is_an_error(index: SearchIndex, typed: str) -> None:
    fill(index, page("a", "thuốc"))
    assert ask(index, typed).total in (0, 1)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> list[SearchIndex]:
    indexes: list[SearchIndex] = [TantivyIndex(tmp_path_factory.mktemp("index")), MemoryIndex()]
    for one in indexes:
        fill(
            one,
            page("a", "Tờ trình về kinh phí tủ thuốc", 1, title="Tờ trình", year=2010, kind_code="15"),
            page("a", "Nơi nhận: như trên, lưu văn thư", 2, title="Tờ trình", year=2010, kind_code="15"),
            page("b", "Quyết định thành lập tổ công tác", title="Quyết định 12/QĐ-UBND", year=2012, kind_code="02"),
            page("c", "", title="Bản đồ", kind_code="30"),
        )
    return indexes


VOCABULARY = [
    "tờ",
    "trình",
    "to",
    "kinh",
    "phi",
    "của",
    "thuốc",
    "quyết",
    "dinh",
    "12/QĐ-UBND",
    "12/",
    "bò",
    "ban",
    "nào",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.lists(
        st.tuples(
            st.sampled_from(["", "", "", "-", '"', '-"']), st.sampled_from(VOCABULARY), st.sampled_from(["", '"', "?"])
        ),
        max_size=8,
    ).map(lambda parts: " ".join("".join(part) for part in parts))
)
def test_both_engines_find_the_same_pages(both: list[SearchIndex], typed: str) -> None:
    real, memory = (ask(one, typed, all_pages=True) for one in both)
    assert (real.matched, real.total, real.facets) == (memory.matched, memory.total, memory.facets)
    assert {(hit.item_id, hit.page) for hit in real.hits} == {(hit.item_id, hit.page) for hit in memory.hits}


@settings(max_examples=150, deadline=None)
@given(typed=st.text(max_size=60), limit=st.integers(-1, 5), offset=st.integers(-1, 5))
def test_any_text_gets_an_answer(both: list[SearchIndex], typed: str, limit: int, offset: int) -> None:
    for one in both:
        assert ask(one, typed, limit=limit, offset=offset).total >= 0
