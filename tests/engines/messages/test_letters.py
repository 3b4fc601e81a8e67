"""Letters: the same contract for the double and a real mail server; what goes wrong is told apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from tests.engines.messages.conftest import (
    PASSWORD,
    USER,
    Certificate,
    drip,
    make_certificate,
    rude,
    running,
    with_login,
)

from khoso.engines import messages
from khoso.engines.messages import Message, MessageDelayed, MessageRefused, PostMissing, PostRefused, plugged
from khoso.engines.messages.address import ServerAddress, parse
from khoso.engines.messages.composing import compose, message_id
from khoso.engines.messages.memory import MemoryPost
from khoso.engines.messages.probe import PostState, probe
from khoso.engines.messages.smtp import SmtpPost

SUBJECT = "Nhắc việc: Phường Trấn Biên còn 03 nhiệm vụ chưa xong – hạn 15/6/2026, ồ ạt đến đây"
MESSAGE = Message(
    to="clerk@example.vn",
    subject=SUBJECT,
    text="Kính gửi anh/chị,\nViệc còn lại: …",
    once="digest:clerk@example.vn:2026-06-12",
    html="<p>Kính gửi anh/chị</p>",
    why="Anh/chị nhận thư này vì là văn thư của Phường Trấn Biên.",
)


@contextmanager
def _memory(certificate: Certificate) -> Iterator[tuple[Any, Any]]:
    post = MemoryPost(USER)
    yield post, post


@contextmanager
def _plain(certificate: Certificate) -> Iterator[tuple[Any, Any]]:
    with running() as server:
        yield SmtpPost(parse(f"smtp://localhost:{server.port}?tls=no"), sender=USER), server


@contextmanager
def _starttls(certificate: Certificate) -> Iterator[tuple[Any, Any]]:
    with running(**with_login(certificate)) as server:
        url = f"smtp://khoso%40example.vn@localhost:{server.port}"
        yield SmtpPost(parse(url, password=PASSWORD, authorities=certificate.alone), sender=USER), server


@contextmanager
def _tls(certificate: Certificate) -> Iterator[tuple[Any, Any]]:
    with running(ssl_context=certificate.context()) as server:
        yield SmtpPost(parse(f"smtps://localhost:{server.port}", authorities=certificate.alone), sender=USER), server


@pytest.fixture(params=[_memory, _plain, _starttls, _tls], ids=["memory", "plain", "starttls", "tls"])
def both(request: pytest.FixtureRequest, certificate: Certificate) -> Iterator[tuple[Any, Any]]:
    with request.param(certificate) as pair:
        yield pair


def _body(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_letter_arrives_as_it_was_written(both: tuple[Any, Any]) -> None:
    post, other_side = both
    name = post.send(MESSAGE)
    [letter] = other_side.taken
    assert str(letter["Subject"]) == SUBJECT
    assert letter["To"].addresses[0].addr_spec == "clerk@example.vn"
    assert (letter["From"].addresses[0].display_name, letter["From"].addresses[0].addr_spec) == ("Kho Số", USER)
    assert letter["Message-ID"] == name == message_id(MESSAGE.once, "example.vn")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert _body(letter, "plain") == f"{MESSAGE.text}\n\n-- \n{MESSAGE.why}\n"
    assert _body(letter, "html").strip() == MESSAGE.html


def test_a_letter_sent_again_is_known_to_be_the_same(both: tuple[Any, Any]) -> None:
    post, other_side = both
    post.send(MESSAGE)
    post.send(MESSAGE)
    first, second = other_side.taken
    assert first["Message-ID"] == second["Message-ID"]


def test_an_unknown_address_is_refused_for_good(both: tuple[Any, Any]) -> None:
    post, other_side = both
    other_side.unknown.add(MESSAGE.to)
    with pytest.raises(MessageRefused):
        post.send(MESSAGE)
    assert other_side.taken == []


def test_what_passes_may_be_sent_later_and_holds_up_no_other(both: tuple[Any, Any]) -> None:
    post, other_side = both
    other_side.busy.add(MESSAGE.to)
    with pytest.raises(MessageDelayed) as delayed:
        post.send(MESSAGE)
    assert not delayed.value.is_of_the_post
    other_side.busy.clear()
    post.send(MESSAGE)
    assert len(other_side.taken) == 1


def test_looking_sends_nothing(both: tuple[Any, Any]) -> None:
    post, other_side = both
    assert post.look()
    assert other_side.taken == []


@pytest.mark.parametrize(("answer", "error"), [("552 too big", MessageRefused), ("452 disk full", MessageDelayed)])
def test_what_the_server_says_after_the_text(certificate: Certificate, answer: str, error: type[Exception]) -> None:
    with _plain(certificate) as (post, server):
        server.data_answer = answer
        with pytest.raises(error):
            post.send(MESSAGE)


def _delayed(post: SmtpPost) -> str:
    with pytest.raises(MessageDelayed) as delayed:
        post.send(MESSAGE)
    assert delayed.value.is_of_the_post
    return delayed.value.message


def test_a_wrong_password_is_a_matter_of_the_server_and_is_not_shown(certificate: Certificate) -> None:
    with running(**with_login(certificate)) as server:
        url = f"smtp://khoso%40example.vn@localhost:{server.port}"
        said = _delayed(SmtpPost(parse(url, password="sai-roi", authorities=certificate.alone), sender=USER))
    assert "535" in said and "sai-roi" not in said
    assert "sai-roi" not in repr(parse(url, password="sai-roi"))


def test_an_unknown_certificate_is_not_spoken_to(certificate: Certificate, tmp_path: Path) -> None:
    other = make_certificate(tmp_path, name="mail.example.vn")
    for how, scheme in (
        ({"ssl_context": certificate.context()}, "smtps"),
        ({"tls_context": certificate.context()}, "smtp"),
    ):
        with running(**how) as server:
            # Known to nobody; known, but of another name; and at last the right one.
            url = f"{scheme}://localhost:{server.port}"
            assert "KHOSO_SMTP_CA" in _delayed(SmtpPost(parse(url), sender=USER))
            assert "KHOSO_SMTP_CA" in _delayed(SmtpPost(parse(url, authorities=other.alone), sender=USER))
            assert server.taken == []
    for how, scheme in (({"ssl_context": other.context()}, "smtps"), ({"tls_context": other.context()}, "smtp")):
        with running(**how) as server:
            url = f"{scheme}://localhost:{server.port}"
            assert "KHOSO_SMTP_CA" in _delayed(SmtpPost(parse(url, authorities=other.alone), sender=USER))


def test_a_server_without_cipher_gets_nothing() -> None:
    with running() as server:
        assert "STARTTLS" in _delayed(SmtpPost(parse(f"smtp://localhost:{server.port}"), sender=USER))
        assert server.taken == []


def test_nobody_there_and_a_name_nobody_has() -> None:
    with running() as server:
        port = server.port
    said = _delayed(SmtpPost(parse(f"smtp://localhost:{port}"), sender=USER))
    assert said == f"Không nối được máy chủ thư localhost:{port}."
    assert "không tìm thấy" in _delayed(SmtpPost(parse("smtp://khong-co.invalid"), sender=USER)).lower()


def test_a_silent_and_a_dripping_server_hold_nobody_up() -> None:
    with rude(lambda caller: None) as port:
        post = SmtpPost(parse(f"smtp://localhost:{port}?tls=no"), sender=USER, timeout=0.3)
        assert "quá chậm" in _delayed(post)
    with rude(drip) as port:
        post = SmtpPost(parse(f"smtp://localhost:{port}?tls=no"), sender=USER, timeout=5, patience=0.5)
        assert "quá chậm" in _delayed(post)


def test_a_server_that_hangs_up() -> None:
    with rude(lambda caller: caller.shutdown(2)) as port:
        _delayed(SmtpPost(parse(f"smtp://localhost:{port}?tls=no"), sender=USER, timeout=5))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "Nhắc việc\r\nBcc: moi-nguoi@example.vn"),
        ("subject", "Nhắc việc\nX: y"),
        ("subject", "a\u2028b"),
        ("subject", " "),
        ("subject", "d" * 301),
        ("to", "a@example.vn\r\nBcc: b@example.vn"),
        ("to", "a@example.vn, b@example.vn"),
        ("to", "Người <a@example.vn>"),
        ("to", "a@b@c"),
        ("to", "a..b@example.vn"),
        ("to", "văn.thư@example.vn"),
        ("to", ""),
        ("once", ""),
        ("text", "d" * 200_001),
    ],
)
def test_a_message_that_would_write_headers_or_is_none_is_refused(field: str, value: str) -> None:
    told = {"to": "a@example.vn", "subject": "Nhắc", "text": "", "once": "1"} | {field: value}
    with pytest.raises(MessageRefused):
        Message(**told)


def test_a_long_vietnamese_subject_is_read_back_from_the_bytes() -> None:
    from email import message_from_bytes
    from email.policy import default

    subject = "Ươm ưỡn " * 35
    letter = compose(
        Message("a@example.vn", subject.strip(), "chữ", "x"), sender=USER, at=datetime(2026, 6, 1, tzinfo=UTC)
    )
    raw = letter.as_bytes()
    assert max(map(len, raw.split(b"\r\n"))) <= 998 and raw.isascii()
    read = message_from_bytes(raw, policy=default)
    assert read["Subject"] == subject.strip()
    assert read["Date"].datetime == datetime(2026, 6, 1, tzinfo=UTC)


def test_reading_the_address_of_the_server() -> None:
    known = Path("/ca.pem")
    assert parse("smtp://mail.example.vn") == ServerAddress("mail.example.vn", 587, "start")
    assert parse("smtps://a%40b.vn@mail.example.vn", password="x", authorities=known) == ServerAddress(
        "mail.example.vn", 465, "whole", "a@b.vn", "x", known
    )
    assert parse("smtp://localhost:25?tls=no") == ServerAddress("localhost", 25, "no")


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.vn",
        "http://mail.example.vn",
        "smtp://",
        "smtp://mail:port",
        "smtp://mail/path",
        "smtp://mail?tls=maybe",
        "smtp://mail?secure=no",
        "smtp://user:secret@mail",
        "smtp://user@mail?tls=no",
        "smtps://mail?tls=no",
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(PostRefused):
        parse(url, password="x")


def test_a_user_without_password_is_refused() -> None:
    with pytest.raises(PostRefused):
        parse("smtp://user@mail")


@pytest.fixture
def _plugged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in (
        "KHOSO_SMTP_URL",
        "KHOSO_SMTP_PASSWORD",
        "KHOSO_SMTP_PASSWORD_FILE",
        "KHOSO_SMTP_CA",
        "KHOSO_MAIL_FROM",
    ):
        monkeypatch.delenv(name, raising=False)
    yield
    messages.use(None)


@pytest.mark.usefixtures("_plugged")
def test_without_a_server_nothing_leaves_and_that_is_said() -> None:
    plugged.use_stated()
    assert probe() == PostState(False, False)
    with pytest.raises(PostMissing):
        messages.post()


@pytest.mark.usefixtures("_plugged")
def test_the_environment_names_the_server(
    certificate: Certificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text(f"{PASSWORD}\n", encoding="utf-8")
    with running(**with_login(certificate)) as server:
        monkeypatch.setenv("KHOSO_SMTP_URL", f"smtp://khoso%40example.vn@localhost:{server.port}")
        monkeypatch.setenv("KHOSO_SMTP_PASSWORD_FILE", str(tmp_path / "secret"))
        monkeypatch.setenv("KHOSO_SMTP_CA", str(certificate.alone))
        plugged.use_stated()
        assert probe() == PostState(True, True, server=f"localhost:{server.port}")
        messages.post().send(MESSAGE)
        assert len(server.taken) == 1
    assert probe().answers is False


@pytest.mark.usefixtures("_plugged")
@pytest.mark.parametrize(
    "more",
    [
        {"KHOSO_SMTP_URL": "smtp://user:secret@mail"},
        {"KHOSO_SMTP_URL": "smtp://mail"},
        {"KHOSO_SMTP_URL": "smtp://a%40b.vn@mail", "KHOSO_SMTP_PASSWORD_FILE": "/khong/co"},
        {"KHOSO_SMTP_URL": "smtp://mail", "KHOSO_MAIL_FROM": "a@b.vn", "KHOSO_SMTP_CA": "/khong/co"},
    ],
)
def test_a_wrong_statement_stops_no_start_and_is_shown(more: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in more.items():
        monkeypatch.setenv(name, value)
    plugged.use_stated()
    state = probe()
    assert (state.is_stated, state.answers, bool(state.message)) == (True, False, True)
    assert "secret" not in state.message
