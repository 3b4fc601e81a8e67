"""Small files checked in one process say what each says alone, whatever lies beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.house import House
from tests.stages.digitisation.intake_samples import dossier_in_catalogue, one_page_pdf, page, picture_pdf

from khoso.engines import limits
from khoso.foundation.identity.models import Agency
from khoso.stages.digitisation import actions, checking, states
from khoso.stages.digitisation.compute import check, check_file, check_together
from khoso.stages.digitisation.models import DeliveryFile

pytestmark = pytest.mark.mission("D3")


@pytest.fixture
def files(tmp_path: Path) -> list[tuple[Path, str]]:
    contents = {
        "H19.2024.01.TCCB.001.pdf": one_page_pdf(1),
        "H19.2024.01.TCCB.002.pdf": b"%PDF-1.7\n%%EOF\n",
        "H19.2024.01.TCCB.003.pdf": picture_pdf([page(3), page(3, blank=True)]),
        "ghi-chu.txt": b"x",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return [(tmp_path / name, f"hop-01/{name}") for name in contents]


def test_together_they_say_what_each_says_alone(files: list[tuple[Path, str]]) -> None:
    asked = [*files, (files[0][0], "../ra-ngoai.pdf")]
    told = check_together(asked)
    assert told == [check_file(path, shown) for path, shown in asked]
    assert [one.refused for one in told] == [False, True, False, True, True]


def test_when_the_one_process_ends_badly_each_file_is_alone(
    files: list[tuple[Path, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = [check_file(path, shown) for path, shown in files]
    run, asked = check.run_limited, []

    def ends_badly(target: Any, *args: Any, **kwargs: Any) -> Any:
        asked.append(target.__name__)
        if target.__name__ == "inspect_files":
            raise limits.Crashed("sập")
        return run(target, *args, **kwargs)

    monkeypatch.setattr(check, "run_limited", ends_badly)
    assert check_together(files) == alone
    assert asked == ["inspect_files", *["inspect_file"] * len(files)]


@pytest.mark.django_db
def test_small_files_of_a_dossier_are_one_job_and_what_is_done_is_not_done_again(
    house: House, commune: Agency, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = checking.MOST_TOGETHER + 1
    code = dossier_in_catalogue(commune, items=count).reference_code
    for number in range(1, count + 1):
        (tmp_path / f"{code}.{number:03d}.pdf").write_bytes(one_page_pdf(number))
    delivery = actions.open_delivery(commune, folder=tmp_path, catalogue_path=None, legacy_reason="Thử")
    house.queue.run_all(only="digitisation.register_delivery")
    waiting = [
        str(ids["file_id"]).split(",") for job, ids in house.queue.waiting if job.name == "digitisation.check_file"
    ]
    assert [len(one) for one in waiting] == [checking.MOST_TOGETHER, 1]
    # Killed in the middle: the first of the group is recorded, the job comes again.
    first = DeliveryFile.objects.get(pk=waiting[0][0])
    found = {"verdict": "check", "file_format": "PDF", "pages": [], "findings": [], "checked_sha256": first.sha256}
    actions.record_check(first.pk, **found)
    assert len(checking.waiting_of(",".join(waiting[0]))) == checking.MOST_TOGETHER - 1
    house.queue.run_all(only="digitisation.check_file")
    assert set(DeliveryFile.objects.filter(delivery=delivery).values_list("state", flat=True)) == {states.CHECKED}
    # The one recorded before stayed as it was: no page of it was read again.
    assert DeliveryFile.objects.filter(delivery=delivery, pages=0).count() == 1


def test_large_files_go_alone() -> None:
    sizes = [10, checking.MOST_BYTES, 10, 10, checking.MOST_BYTES - 20, 1]
    groups = checking._groups(DeliveryFile(size=size) for size in sizes)
    assert [[file.size for file in group] for group in groups] == [[10], [checking.MOST_BYTES], sizes[2:5], [1]]
