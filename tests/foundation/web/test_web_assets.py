"""What templates ask of the front-end build, the build has."""

from __future__ import annotations

import json
import re

import pytest
from tests.foundation.web.samples import SRC, template_files

from khoso.foundation.web import assets
from khoso.foundation.web.templatetags.khoso_web import _SIGNS, _TONES, icon, vite_asset

FRONTEND = SRC.parents[1] / "frontend"
COLLECTED = set(json.loads((FRONTEND / "icons.json").read_text(encoding="utf-8")))


def test_every_icon_named_in_a_template_is_collected() -> None:
    named = {
        name
        for path in template_files()
        for name in re.findall(r'{% icon "([^"]+)"|\bsign="([^"]+)"', path.read_text(encoding="utf-8"))
        for name in name
        if name
    }
    assert named - COLLECTED == set()
    assert set(_SIGNS.values()) - COLLECTED == set()


def test_every_state_has_a_tone_that_has_a_sign() -> None:
    assert set(_TONES.values()) - set(_SIGNS) == set()


@pytest.mark.skipif(not assets.is_built(), reason="giao diện chưa được dựng (npm run build)")
def test_the_build_left_every_icon_and_entry() -> None:
    assert set(assets.icons()) == COLLECTED
    app, theme = assets.entry("src/app.ts"), assets.entry("src/theme.ts")
    assert app is not None
    assert theme is not None
    wanted = [app.script, *app.styles, *app.preloads, theme.script]
    assert [path for path in wanted if not (assets.BUILT / path).is_file()] == []
    # A blocking script is a classic one: a module's import would stop it.
    assert "import" not in (assets.BUILT / theme.script).read_text(encoding="utf-8")


@pytest.mark.skipif(not assets.is_built(), reason="giao diện chưa được dựng (npm run build)")
def test_an_entry_that_does_not_exist_is_a_mistake_of_ours() -> None:
    with pytest.raises(LookupError, match=r"src/nothing\.ts"):
        assets.entry("src/nothing.ts")


def test_pages_work_without_the_build(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(assets, "BUILT", tmp_path)
    assert vite_asset("src/app.ts") == "<!-- Giao diện chưa được dựng: npm ci && npm run build -->"
    assert "</svg>" in icon("home")


def test_a_label_makes_an_icon_speak_and_none_hides_it() -> None:
    assert 'role="img" aria-label="Lỗi &lt;1&gt;"' in icon("alert-circle", "Lỗi <1>")
    assert 'aria-hidden="true"' in icon("alert-circle")


def test_browser_code_names_no_other_site() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in (FRONTEND / "src").rglob("*.*")}
    assert [str(path) for path, text in texts.items() if re.search(r"https?://", text)] == []
