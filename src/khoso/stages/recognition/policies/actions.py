"""Setting a policy: always a new row, so that it can be told under which one a field was accepted."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency, Person
from khoso.kernel import clock
from khoso.kernel.text_vi import one_space
from khoso.stages.recognition.choosing import LABELS
from khoso.stages.recognition.models import ConfirmPolicy
from khoso.stages.recognition.permissions import can_set_city_policy, can_set_policy
from khoso.stages.recognition.policies import queries
from khoso.stages.recognition.policies.errors import PolicyMoved, PolicyRefused
from khoso.stages.recognition.policies.rules import LEAST_SURE_FROM, NONE_EVER


@transaction.atomic
def set_policy(
    agency: Agency | None,
    *,
    sure_from: float,
    sure_by_field: Mapping[str, float],
    sampled_percent: float,
    double_percent: float,
    reason: str,
    by: Person,
    instead_of: int | None = None,
) -> ConfirmPolicy:
    """The policy of an agency (None: of all that have none of their own) from now on; what was decided stays decided.

    `instead_of` is the row the person saw when deciding. Raises PolicyRefused, PolicyMoved.
    """
    may = can_set_city_policy(by) if agency is None else can_set_policy(by, agency)
    if not may:
        raise PolicyRefused(_("Chưa đổi: anh/chị không có quyền đặt chính sách này."))
    reason = one_space(reason)
    _refuse(sure_from, sure_by_field, sampled_percent, double_percent, reason)
    agency_id = agency.pk if agency else None
    if agency is not None:
        # Two who set it at once come one after the other; of the city there is no row to hold on to.
        Agency.objects.select_for_update().get(pk=agency_id)
    before = queries.own_row(agency_id)
    if (before.pk if before else None) != instead_of:
        raise PolicyMoved(_("Chưa đổi: chính sách vừa được người khác đặt lại. Xem bản mới rồi đặt tiếp."))
    made = ConfirmPolicy.objects.create(
        agency=agency,
        sure_from=sure_from,
        sure_by_field=dict(sure_by_field),
        sampled_percent=sampled_percent,
        double_percent=double_percent,
        # Nobody who scans or types can work out beforehand which fields will be looked at.
        seed=secrets.token_hex(16),
        made_by=by,
        made_at=clock.now(),
        reason=reason,
    )
    record(
        "recognition.policy.set",
        subject=("policy", made.pk),
        agency=agency.code if agency else "",
        details={"before": _told(before), "after": _told(made), "reason": reason},
    )
    return made


def _told(row: ConfirmPolicy | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "sure_from": row.sure_from,
        "sure_by_field": row.sure_by_field,
        "sampled_percent": row.sampled_percent,
        "double_percent": row.double_percent,
    }


def _refuse(sure_from: float, by_field: Mapping[str, float], sampled: float, double: float, reason: str) -> None:
    for name, threshold in {"": sure_from, **by_field}.items():
        if not LEAST_SURE_FROM <= threshold <= NONE_EVER:
            raise PolicyRefused(
                _("Ngưỡng phải từ {least} % đến 100 %; muốn người xem tất cả thì chọn «không nhận trường nào».").format(
                    least=round(100 * LEAST_SURE_FROM)
                ),
                f"sure_{name}" if name else "sure_from",
            )
    if unknown := set(by_field) - set(LABELS):
        raise PolicyRefused(_("Không có trường {names}.").format(names=", ".join(sorted(unknown))))
    # What nobody looks at again cannot be said to hold.
    if not 0.5 <= sampled <= 100:
        raise PolicyRefused(_("Phải xem lại ít nhất 0,5 % số trường đã nhận, nhiều nhất 100 %."), "sampled_percent")
    if not 0 <= double <= 100:
        raise PolicyRefused(_("Phần nhập hai lượt từ 0 % đến 100 %."), "double_percent")
    if len(reason) < 10:
        raise PolicyRefused(_("Hãy ghi lý do, ít nhất 10 ký tự: người sau cần biết vì sao đổi."), "reason")
