"""No caller's context switches a guard off.

A key of ours that is read plainly may be sent by anybody over RPC. Whatever lets a
check be skipped is read with ``trusted``, whose values no caller can make; the others
are listed here, each with the reason why a caller may well send them.
"""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ADDONS = ("maker_mrp", "maker_lot_trace", "maker_channel_sync")
READ = r'(?:\.get\(\s*|\[)"(maker_\w+)"'
PLAIN = re.compile("context" + READ)
WRITTEN = re.compile(
    r"(?:with_context|trust|trusted|depends_context)\([^()]*?\b(maker_\w+)"
)
CONSTANT = re.compile(r'^([A-Z_]+) = "(maker_\w+)"\n"""(\w[^"]+)"""$', re.MULTILINE)
"""A key as a constant, with the words that say what it is for."""
NAMED = re.compile(r"(\w+) = \S*\bcontext\n")
"""A context under another name, which is read by that."""
HARMLESS = {
    "maker_own_help": "words on an empty page",
    "maker_keep_date": "a confirmed order keeps its date, which may be written anyway",
    "maker_keep_page": "which page opens next",
    "maker_new_orders": "what a batch of new orders need not look for",
    "maker_quick": "how long to wait for a shop",
    "maker_screen": "only switches rules on",
    "maker_show_supplier_lot": "how a lot is called",
    "maker_uncommitted": "in which transaction a token is kept",
    "maker_worker": "whose language is spoken, and when to commit",
}


def _sources():
    for addon in ADDONS:
        for path in sorted((ROOT / addon).rglob("*.py")):
            if "tests" not in path.parts:
                yield path


def _constants(*names):
    """``{constant: key}`` of the modules that declare keys."""
    return {
        constant: key
        for addon in ADDONS
        for name in names
        if (path := ROOT / addon / name).exists()
        for constant, key, _words in CONSTANT.findall(path.read_text())
    }


def _spelt_out(text):
    """Source with the constants replaced by the keys they stand for."""
    for constant, key in _constants("flags.py", "trusted.py").items():
        text = re.sub(rf"\b{constant}\b", f'"{key}"', text)
    return text


def _read_plainly(text):
    text = _spelt_out(text)
    found = PLAIN.findall(text)
    for name in NAMED.findall(text):
        found += re.findall(rf"\b{name}" + READ, text)
    return found


def test_a_context_under_another_name_is_seen():
    text = 'known = self.env.context\nif known.get("maker_a") or known["maker_b"]:'
    assert _read_plainly(text) == ["maker_a", "maker_b"]


def test_every_key_a_caller_may_send_is_known_to_be_harmless():
    found = {
        key: path.relative_to(ROOT)
        for path in _sources()
        for key in _read_plainly(path.read_text())
    }
    unknown = {key: place for key, place in found.items() if key not in HARMLESS}
    assert not unknown, f"read with trusted(), or say why not: {unknown}"


@pytest.mark.parametrize("addon", ADDONS)
def test_keys_are_constants_that_say_what_they_are_for(addon):
    """Each stands with its words in ``flags.py`` or ``trusted.py``, and in the docs."""
    for path in _sources():
        if path.relative_to(ROOT).parts[0] == addon:
            text = path.read_text()
            literal = [*PLAIN.findall(text), *WRITTEN.findall(text)]
            assert literal == [], f"{path}: name it in flags.py or trusted.py"
    docs = (ROOT / "docs/architecture.md").read_text()
    for name in ("flags.py", "trusted.py"):
        path = ROOT / addon / name
        if path.exists():
            text = path.read_text()
            named = dict(re.findall(r'^([A-Z_]+) = "(maker_\w+)"$', text, re.MULTILINE))
            described = {constant for constant, _key, _words in CONSTANT.findall(text)}
            assert named.keys() == described
            assert [key for key in named.values() if f"`{key}`" not in docs] == []


def test_a_constant_is_read_as_its_key():
    text = "from .flags import SCREEN\nif self.env.context.get(SCREEN):"
    assert _read_plainly(text) == ["maker_screen"]


def test_what_json_can_spell_is_not_trusted():
    sys.path.insert(0, str(ROOT / "maker_mrp"))
    try:
        from trusted import Trusted, trusted
    finally:
        sys.path.pop(0)
    for told in (True, 1, "True", [True], {"value": True}, None):
        assert trusted({"maker_settling": told}, "maker_settling") is None
    assert trusted({"maker_settling": Trusted()}, "maker_settling") is True
    assert trusted({}, "maker_settling") is None
