"""Whatever is sent to the API, nothing breaks: every operation, by the kinds of callers there are, from the schema."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from contextlib import nullcontext, suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis import checks as known
from schemathesis.config import SchemathesisConfig
from tests.line import Line

from khoso.foundation.web import api_gate

pytestmark = [pytest.mark.mission("X1"), pytest.mark.django_db]

# `./dev bench api` asks for more.
EXAMPLES = int(os.environ.get("API_EXAMPLES", "4"))
CALLERS = {
    "guest": "",
    "clerk": "clerk",
    "home_affairs": "home_affairs",
    "auditor": "auditor",
    "admin": "administrator",
}


@pytest.fixture(autouse=True)
def as_often_as_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_gate, "RATES", dict.fromkeys(api_gate.RATES, "100000/min"))


def _facts(line: Line) -> dict[str, str]:
    """Ids of things that are there, so that more is asked of an operation than whether it finds anything."""
    from khoso.stages.digitisation.models import DeliveryFile

    return {
        "item_id": str(line.items[0].pk),
        "dossier_id": str(line.dossier.pk),
        "delivery_id": str(line.delivery.pk),
        "file_id": str(DeliveryFile.objects.filter(item=line.items[0]).values_list("pk", flat=True)[0]),
        "code": line.agency.code,
    }


@pytest.mark.parametrize("who", CALLERS)
def test_no_call_breaks_and_every_answer_is_as_described(who: str, line: Line, caller: Any, wsgi: Any) -> None:
    cookies = {}
    if CALLERS[who]:
        session = caller(f"thu-{who}", (line.agency, CALLERS[who]))
        cookies = {"sessionid": session.cookies["sessionid"].value}
    told: list[tuple[str, int]] = []
    for result in _described(wsgi).get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _call(result.ok(), mode, cookies, _facts(line), told)
    assert len({label for label, _ in told}) >= 22
    if "API_EXAMPLES" in os.environ:
        sys.stdout.write(f"{who}: {len(told)} calls, {sorted(Counter(status for _, status in told).items())}\n")
    assert any(status == 200 for _, status in told)


def _call(
    operation: Any, mode: Any, cookies: dict[str, str], there: dict[str, str], told: list[tuple[str, int]]
) -> None:
    """Call one operation with what the description allows, or does not; half of the time about what is there."""

    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.explicit, Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(case=operation.as_strategy(generation_mode=mode), is_there=st.booleans())
    def try_out(case: Any, is_there: bool) -> None:
        for name in set(there) & set(case.path_parameters or {}) if is_there else ():
            case.path_parameters[name] = there[name]
        answer = case.call(cookies=cookies)
        told.append((operation.label, answer.status_code))
        assert answer.status_code < 500, (operation.label, answer.status_code, case.as_curl_command())
        case.validate_response(answer, checks=_conformance())

    # What takes nothing has nothing that could be wrong.
    with suppress(Unsatisfiable) if mode is GenerationMode.NEGATIVE else nullcontext():
        try_out()


def _described(wsgi: Any) -> Any:
    """The operations; who calls is for the test to say, not for the generator to invent."""
    config = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", wsgi, config=config)


def _conformance() -> list[Any]:
    return [known.status_code_conformance, known.content_type_conformance, known.response_schema_conformance]


def test_the_description_is_served_as_it_is_made(client: Any) -> None:
    from khoso.foundation.web import api_docs

    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert json.loads(answer.content) == json.loads(json.dumps(api_docs.schema()))
    page = client.get("/api/v1/")
    assert page.status_code == 200
    shown = page.content.decode()
    assert [path for path in api_docs.schema()["paths"] if path not in shown] == []
    assert "<script>" not in shown and " onclick=" not in shown
