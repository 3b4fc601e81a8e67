"""`khoso mail test` and what the machine says of its mail server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from tests.engines.messages.conftest import running

from khoso.config.cli import cli
from khoso.config.health import _messages
from khoso.engines import messages
from khoso.engines.messages import MessageRefused, PostMissing, plugged
from khoso.kernel.figures import Health

pytestmark = pytest.mark.mission("P7")


@pytest.fixture(autouse=True)
def _afterwards() -> Iterator[None]:
    yield
    messages.use(None)


def test_one_letter_is_sent_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with running() as server:
        monkeypatch.setenv("KHOSO_SMTP_URL", f"smtp://localhost:{server.port}?tls=no")
        monkeypatch.setenv("KHOSO_MAIL_FROM", "khoso@example.vn")
        told = CliRunner().invoke(cli, ["mail", "test", "ban@example.vn"])
        assert told.exit_code == 0, told.output
        [letter] = server.taken
        assert str(letter["Message-ID"]) in told.output and letter["To"] == "ban@example.vn"
        server.unknown.add("la@example.vn")
        assert isinstance(CliRunner().invoke(cli, ["mail", "test", "la@example.vn"]).exception, MessageRefused)
        assert isinstance(CliRunner().invoke(cli, ["mail", "test", "khong phai"]).exception, MessageRefused)
        assert len(server.taken) == 1


def test_without_a_server_the_verb_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KHOSO_SMTP_URL", raising=False)
    told = CliRunner().invoke(cli, ["mail", "test", "ban@example.vn"])
    assert isinstance(told.exception, PostMissing) and told.exception.exit_code == 3


def test_the_health_page_says_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KHOSO_SMTP_URL", raising=False)
    plugged.use_stated()
    told = [_messages()]
    with running() as server:
        monkeypatch.setenv("KHOSO_SMTP_URL", f"smtp://localhost:{server.port}?tls=no")
        monkeypatch.setenv("KHOSO_MAIL_FROM", "khoso@example.vn")
        plugged.use_stated()
        told.append(_messages())
    told.append(_messages())
    monkeypatch.setenv("KHOSO_SMTP_URL", "smtp://a:bi-mat@may-chu")
    plugged.use_stated()
    told.append(_messages())
    assert [probe.health for probe in told] == [Health.GOOD, Health.GOOD, Health.WARN, Health.WARN]
    assert "bi-mat" not in str(told[-1].remedy)
