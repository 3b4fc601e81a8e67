"""`khoso search`."""

from __future__ import annotations

import json
import re
from html import unescape

import click


@click.command(
    help="Tìm trong kho. Không nêu --as thì chỉ thấy tài liệu công khai.\n\n"
    "Search the repository; without --as only what is open to all."
)
@click.argument("query")
@click.option(
    "--as", "username", default="", metavar="USER", help="Tìm với quyền của tài khoản này / With this account's rights."
)
@click.option("--limit", default=20, show_default=True, help="Nhiều nhất bao nhiêu tài liệu / At most so many items.")
@click.option("--json", "as_json", is_flag=True, help="Mỗi kết quả một dòng JSON / One JSON object a line.")
def search(query: str, username: str, limit: int, as_json: bool) -> None:
    from khoso.config import start

    start.database_ready()
    from khoso.foundation.audit.actions import Actor, acting_as
    from khoso.foundation.identity import queries as identity
    from khoso.stages.access.actions import record_search
    from khoso.stages.access.searching import Filters, find

    person = identity.person_by_username(username) if username else None
    actor = Actor(username, person.full_name) if person else Actor("", "Khách")
    with acting_as(actor, address="cli"):
        found = find(person, query, Filters(), limit=limit)
        record_search(query, found.total)
    for hit in found.hits:
        plain = unescape(re.sub(r"</?mark>", "", str(hit.snippet_html)))
        if as_json:
            answer = {
                "dossier": str(hit.dossier_id),
                "item": str(hit.item_id),
                "page": hit.page,
                "score": round(hit.score, 4),
                "snippet": plain,
                "reference_code": hit.reference_code,
                "title": hit.title,
            }
            click.echo(json.dumps(answer, ensure_ascii=False))
        else:
            click.echo(f"{hit.reference_code}  trang {hit.page}  {hit.title}\n    {plain}")
    if not as_json:
        click.echo(f"{found.total} tài liệu, {found.took_ms} ms")
