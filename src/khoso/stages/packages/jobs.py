"""Background work of packages: build the AIP of a dossier and see it stored in every root."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from khoso import __version__
from khoso.engines.jobs import job
from khoso.engines.jobs.port import STORE
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.inspection import queries as inspection
from khoso.stages.packages import actions, queries
from khoso.stages.packages.actions import KeptPackage
from khoso.stages.packages.assembling import assemble
from khoso.stages.packages.compute.build import build_aip
from khoso.stages.packages.compute.validate import validate
from khoso.stages.repository import storage
from khoso.stages.repository.compute.ocfl_replica import copy_object


class PackageInvalid(KhosoError):
    """The package just built breaks the Circular; it is not stored."""

    code = "package.invalid"


def _tell_failure(*, error: KhosoError, dossier_id: str) -> None:
    actions.record_failure(dossier_id, error)


@job("packages.build", queue=STORE, on_failure=_tell_failure, label=_("Đóng gói, lưu kho"), needs_room=True)
def build(dossier_id: str) -> None:
    """Build, validate, store, read back, replicate, read back; only then the package is said to be there.

    A dossier whose description changed after it was stored gets a next version; the same content gets none.

    # Luật: TT 05/2025 Đ.9.7, Đ.27.1, Phụ lục I
    """
    if not inspection.signed_files(dossier_id):
        return
    before = queries.package_of(dossier_id)
    with tempfile.TemporaryDirectory(prefix="aip-") as folder:
        here = Path(folder)
        (here / "alto").mkdir()
        assembled = assemble(dossier_id, here / "alto")
        built = build_aip(assembled.spec, here / "goi", link=True)
        verdict = validate(built.path, "tt05")
        if not verdict.valid:
            first = next(f for f in verdict.findings if f.severity == "error")
            raise PackageInvalid(f"Gói tin không đúng TT 05/2025: {first.message} ({first.where})")
        roots = storage.roots()
        first_name, first_root = next(iter(roots.items()))
        stored = first_root.put(
            built.object_id,
            built.path,
            message="Gói AIP_hoso theo TT 05/2025" if before is None else "Mô tả được sửa sau khi lưu kho",
            user_name=f"Kho Số {__version__}",
            created=assembled.spec.created if before is None else clock.now(),
        )
        if before is not None and before.version == stored.version:
            return
        places = {first_name: stored.object_path}
        for name, root in list(roots.items())[1:]:
            copy_object(first_root, root, built.object_id)
            places[name] = root.place(built.object_id).relative_to(root.path).as_posix()
    kept = KeptPackage(
        package_id=assembled.spec.package_id,
        object_id=built.object_id,
        version=stored.version,
        inventory_sha512=stored.sha512,
        files=stored.files,
        size=stored.bytes,
        replicas=places,
        item_paths=assembled.item_paths,
        stored_at=clock.now(),
    )
    actions.record_package(dossier_id, kept)
