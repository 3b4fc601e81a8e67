"""Maps of the house, drawn from the code itself: `python -m devtools.maps rooms | news | routes | mission`."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from devtools.requirements import REQUIREMENTS

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "khoso"
ROUTES = ROOT / "docs" / "routes.md"
MISSION = ROOT / "docs" / "mission.md"
GUEST = "khách"


def rooms() -> str:
    """Every room with its sign (the docstring of its package) and how many lines it has."""
    lines = []
    for floor in ("config", "demo", "stages", "instruments", "foundation", "engines", "kernel"):
        folder = SOURCE / floor
        lines.append(f"{floor:34}{_lines(folder):7}  {_sign(folder)}")
        if floor in ("stages", "instruments", "foundation", "engines"):
            for room in sorted(path.parent for path in folder.glob("*/__init__.py")):
                lines.append(f"  {room.name:32}{_lines(room):7}  {_sign(room)}")
    return "\n".join(lines)


def _sign(folder: Path) -> str:
    file = folder / "__init__.py"
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) if file.exists() else None
    return (text or "").split("\n")[0]


def _lines(folder: Path) -> int:
    files = [file for file in folder.rglob("*.py") if "migrations" not in file.parts]
    return sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)


def news() -> str:
    """Every kind of news, who publishes it and which rooms listen."""
    _django()
    from khoso.config import wiring
    from khoso.kernel.news import News

    heard = wiring.listeners()
    lines = []
    for kind in sorted(News.__subclasses__(), key=lambda k: (k.__module__, k.__name__)):
        # A dataclass with slots is made twice; the first is nobody's.
        if getattr(sys.modules[kind.__module__], kind.__name__, None) is not kind:
            continue
        listeners = [f"{_room(one.__module__)}.{one.__name__}" for one in heard.get(kind, [])]
        lines.append(f"{_room(kind.__module__)}.{kind.__name__:20} → {', '.join(listeners) or '(nobody)'}")
    return "\n".join(lines)


def _room(module: str) -> str:
    return module.split(".")[2]


def route_table() -> list[tuple[str, str, Callable[..., Any]]]:
    """(pattern, name, view) of every page; the operations of the API are in `api_table`."""
    _django()
    from khoso.foundation.identity import imagined

    return imagined.route_table()


def api_table() -> list[tuple[str, str, str, Any]]:
    """(method, pattern, name, predicate) of every operation of the API."""
    _django()
    from khoso.foundation.identity import imagined

    return imagined.api_table()


def routes() -> str:
    """Route × role: who may call what, as the marks on the views say. What bears no mark is refused to everyone."""
    table = route_table()
    from khoso.foundation.identity.access import allowed_by
    from khoso.foundation.identity.imagined import Somebody
    from khoso.foundation.identity.roles import Role

    everyone = {GUEST: Somebody(), **{role: Somebody(role) for role in Role.values}}
    lines = [
        "# Routes and who may call them",
        "",
        "Made by `./dev map --routes` from the marks on the views; a test asks every route as every role and compares.",
        "A ✓ opens the page; what a person sees on it depends on agency and level of access.",
        "",
        "| Route | Name | Allowed by | " + " | ".join(everyone) + " |",
        "|---|---|---|" + "---|" * len(everyone),
    ]
    for pattern, name, view in table:
        predicate = allowed_by(view)
        cells = ["✓" if predicate and predicate(person) else "" for person in everyone.values()]
        allowed = predicate.__name__ if predicate else "nobody"
        lines.append(f"| `{pattern}` | {name} | `{allowed}` | " + " | ".join(cells) + " |")
    lines += _api_lines(everyone)
    return "\n".join(lines + _rights_lines(everyone)) + "\n"


def _api_lines(everyone: dict[str, Any]) -> list[str]:
    """Operation of the API × role, the same way."""
    lines = [
        "",
        "## The API",
        "",
        "| Operation | Name | Allowed by | " + " | ".join(everyone) + " |",
        "|---|---|---|" + "---|" * len(everyone),
    ]
    for method, pattern, name, predicate in api_table():
        cells = ["✓" if predicate and predicate(person) else "" for person in everyone.values()]
        allowed = predicate.__name__ if predicate else "nobody"
        lines.append(f"| {method} `{pattern}` | {name} | `{allowed}` | " + " | ".join(cells) + " |")
    return lines


def _rights_lines(everyone: dict[str, Any]) -> list[str]:
    """Predicate × role: how far each right of each room reaches."""
    from khoso.foundation.identity.imagined import EVERYWHERE, OWN, how_far
    from khoso.foundation.identity.rights import rights

    signs = {EVERYWHERE: "★", OWN: "●"}
    lines = [
        "",
        "# Rights and how far they reach",
        "",
        "Every predicate of every room, asked of a person with one role in one agency, about a subject that another",
        "person asked for and that is not open to all. ● in the agency of the role, those below and those wholly",
        "succeeded; ★ everywhere; empty: nowhere. Rights that do not ask for a subject are ★.",
        "",
        "| Right | " + " | ".join(everyone) + " |",
        "|---|" + "---|" * len(everyone),
    ]
    for name, predicate in sorted(rights().items()):
        cells = [signs.get(how_far(predicate, person), "") for person in everyone.values()]
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return lines


def mission() -> str:
    """Requirement → tests, and clause of the law → code and tests, from the marks."""
    proofs = {"mission": _marks("mission"), "luat": _marks("luat")}
    lines = [
        "# What the mission asks and what proves it",
        "",
        "Made by `./dev map --mission` from the marks on the tests (`@pytest.mark.mission`, `@pytest.mark.luat`) and",
        "the comments `# Luật:` in the code. A test is marked only when it can fail for that reason.",
        "",
        "## Requirements",
        "",
        "| ID | What | Tests |",
        "|---|---|---|",
    ]
    for name, what in REQUIREMENTS.items():
        lines.append(f"| {name} | {what} | {_listed(proofs['mission'].get(name, []))} |")
    strangers = sorted(set(proofs["mission"]) - set(REQUIREMENTS))
    if strangers:
        raise SystemExit(f"Dấu mission lạ / unknown mission marks: {', '.join(strangers)}")
    lines += ["", "## Clauses with a test", "", "| Clause | Tests |", "|---|---|"]
    lines += [f"| {clause} | {_listed(proofs['luat'][clause])} |" for clause in sorted(proofs["luat"])]
    lines += ["", "## Clauses in the code", "", "| Clause, as the code words it | Where |", "|---|---|"]
    lines += [f"| {clause} | {_listed(files)} |" for clause, files in sorted(_clauses().items())]
    return "\n".join(lines) + "\n"


def _listed(places: list[str]) -> str:
    return "<br>".join(f"`{place}`" for place in sorted(set(places)))


def _marks(kind: str) -> dict[str, list[str]]:
    """Argument of `pytest.mark.<kind>("…")` → tests that bear it."""
    found: dict[str, list[str]] = {}
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        place = file.relative_to(ROOT / "tests").as_posix()
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                marks, target = node.decorator_list, f"{place}::{node.name}"
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
                marks, target = [node.value], place
            else:
                continue
            for argument in (text for mark in marks for text in _arguments(mark, kind)):
                found.setdefault(argument, []).append(target)
    return found


def _arguments(mark: ast.expr, kind: str) -> Iterator[str]:
    for call in ast.walk(mark):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == f"pytest.mark.{kind}":
            yield from (one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _clauses() -> dict[str, list[str]]:
    """`# Luật: …` comments of the code → files."""
    found: dict[str, list[str]] = {}
    for file in sorted(SOURCE.rglob("*.py")):
        for clause in re.findall(r'# Luật: (.+?)(?:""")?$', file.read_text(encoding="utf-8"), re.MULTILINE):
            found.setdefault(clause.strip().rstrip(".").replace("|", "/"), []).append(
                file.relative_to(SOURCE).as_posix()
            )
    return found


def _django() -> None:
    from khoso.config import start

    start.django_ready()


def main() -> int:
    asked = sys.argv[1] if len(sys.argv) > 1 else "rooms"
    drawn = {"rooms": rooms, "news": news, "routes": routes, "mission": mission}
    if asked not in drawn:
        print(f"Không có bản đồ «{asked}» / no such map. Có / there are: {', '.join(drawn)}")
        return 2
    text = drawn[asked]()
    if asked in ("routes", "mission"):
        file = {"routes": ROUTES, "mission": MISSION}[asked]
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        print(file.relative_to(ROOT))
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
