"""What the screens of registers say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from khoso.foundation.identity.models import Agency
from khoso.foundation.web.formats import number
from khoso.stages.catalogue.models import Fonds, SavedView, Series
from khoso.stages.catalogue.permissions import can_see_catalogue
from khoso.stages.catalogue.registers import drawing, layouts
from khoso.stages.catalogue.registers.actions import ELEMENTS
from khoso.stages.catalogue.registers.scope import Scope


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of register as the page offers it."""

    name: str
    label: Any
    about: Any
    icon: str
    formats: tuple[str, ...]


FORMS = (
    Form(
        layouts.DOSSIERS,
        gettext_lazy("Mục lục hồ sơ"),
        gettext_lazy("Bảy cột theo Phụ lục V Nghị định 30/2020, mỗi phông, mỗi mục lục một bản, có chỗ ký."),
        "list-details",
        drawing.FORMATS[layouts.DOSSIERS],
    ),
    Form(
        layouts.ITEMS,
        gettext_lazy("Mục lục văn bản trong hồ sơ"),
        gettext_lazy("Mỗi hồ sơ một bản: số, ký hiệu, ngày, tên loại và trích yếu, tác giả, tờ số."),
        "file-text",
        drawing.FORMATS[layouts.ITEMS],
    ),
    Form(
        layouts.CIRCULAR,
        gettext_lazy("Dữ liệu đầy đủ theo Thông tư 05/2025"),
        gettext_lazy("18 trường của hồ sơ và mọi trường của văn bản, ảnh, ghi âm; tên cột tiếng Việt."),
        "database",
        drawing.FORMATS[layouts.CIRCULAR],
    ),
    Form(
        ELEMENTS,
        gettext_lazy("Thông tư 05/2025, tên phần tử XML"),
        gettext_lazy("Như trên, tên cột là tên phần tử (arcFileCode, maintenance…), giá trị là mã."),
        "tag",
        drawing.FORMATS[layouts.CIRCULAR],
    ),
    Form(
        layouts.DELIVERY,
        gettext_lazy("Bảng kê từng văn bản"),
        gettext_lazy("Mỗi văn bản một dòng, có đủ thông tin hồ sơ: sửa trong Excel rồi nhập lại được."),
        "table",
        drawing.FORMATS[layouts.DELIVERY],
    ),
    Form(
        layouts.COVERS,
        gettext_lazy("Bìa hồ sơ"),
        gettext_lazy("Mỗi hồ sơ một trang A4 để in bìa."),
        "folder",
        drawing.FORMATS[layouts.COVERS],
    ),
    Form(
        layouts.LABELS,
        gettext_lazy("Nhãn hộp"),
        gettext_lazy("Sáu nhãn một trang: phông, hộp số, từ hồ sơ số đến hồ sơ số."),
        "package",
        drawing.FORMATS[layouts.LABELS],
    ),
)
_LABELS = {one.name: one.label for one in FORMS}


def form_label(name: str) -> str:
    """What a register is called."""
    return str(_LABELS.get(name, name))


def scope_words(chosen: Scope, person: Any) -> list[str]:
    """What was chosen, in words; empty for everything within reach. What the person does not see has no name."""
    said = []
    if chosen.agency and (agency := Agency.objects.filter(pk=chosen.agency).first()):
        said += [agency.name] * can_see_catalogue(person, agency)
    if chosen.fonds and (fonds := Fonds.objects.filter(pk=chosen.fonds).first()):
        said += [fonds.title] * can_see_catalogue(person, fonds)
    if chosen.series and (series := Series.objects.select_related("fonds").filter(pk=chosen.series).first()):
        said += [str(series)] * can_see_catalogue(person, series.fonds)
    if chosen.view and (view := SavedView.objects.filter(pk=chosen.view, person_id=person.pk).first()):
        said.append(_("Bộ lọc «{name}»").format(name=view.name))
    if chosen.filters:
        said.append(_("Bộ lọc của danh mục"))
    if chosen.dossiers:
        many = len(chosen.dossiers)
        said.append(ngettext("{count} hồ sơ đã chọn", "{count} hồ sơ đã chọn", many).format(count=number(many)))
    return said
