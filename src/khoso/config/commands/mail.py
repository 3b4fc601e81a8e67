"""`khoso mail`."""

from __future__ import annotations

import click


@click.group(help="Thư điện tử của hệ thống.\n\nLetters of the system.")
def mail() -> None:
    """Verbs of mail."""


@mail.command(help="Gửi một thư thử tới ADDRESS và nói máy chủ trả lời gì.\n\nSend one letter to ADDRESS.")
@click.argument("address")
def test(address: str) -> None:
    from khoso.engines.messages import Message, plugged
    from khoso.kernel import clock

    plugged.use_stated()
    at = clock.now()
    message = Message(
        to=address,
        subject="Kho Số: thư thử",
        text="Thư này cho biết Kho Số gửi được thư tới địa chỉ này. Không phải trả lời.",
        once=f"test:{address}:{clock.vietnam_iso(at)}",
        why="Anh/chị nhận thư này vì người quản trị đã chạy «khoso mail test».",
    )
    name = plugged.post().send(message)
    click.echo(f"Máy chủ đã nhận thư gửi {address}. Message-ID: {name}")
