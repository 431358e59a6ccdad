"""Every sentence of Maker is there in each language it speaks, with its facts."""

import re
from collections import Counter
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(ROOT.glob("maker_*/i18n/*.pot"))
TRANSLATIONS = sorted(ROOT.glob("maker_*/i18n/*.po"))
LANGUAGES = {"de", "fr"}
# what a sentence is filled with, and the tags of pages and letters
FACTS = re.compile(
    r"%\(\w+\)[sdg]|%[sd]|%%|\{\{.*?\}\}|\{\w[\w:]*\}|t-out=\"[^\"]*\"|</?[a-z][\w-]*"
)


def name(path):
    return str(path.relative_to(ROOT))


def template_of(path):
    return polib.pofile(str(path.with_name(f"{path.parents[1].name}.pot")))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_addon_speaks_every_language(path):
    there = {each.stem for each in path.parent.glob("*.po")}
    assert there == LANGUAGES


@pytest.mark.parametrize("path", TRANSLATIONS, ids=name)
def test_every_sentence_is_translated_and_none_is_left_over(path):
    known = {entry.msgid for entry in template_of(path)}
    translated = {
        entry.msgid
        for entry in polib.pofile(str(path))
        if entry.msgstr.strip() and not entry.fuzzy and not entry.obsolete
    }
    assert translated == known


@pytest.mark.parametrize("path", TRANSLATIONS, ids=name)
def test_translations_keep_facts_tags_and_edges(path):
    wrong = [
        entry.msgid
        for entry in polib.pofile(str(path))
        if Counter(FACTS.findall(entry.msgid)) != Counter(FACTS.findall(entry.msgstr))
        or entry.msgid[:1].isspace() != entry.msgstr[:1].isspace()
        or entry.msgid[-1:].isspace() != entry.msgstr[-1:].isspace()
    ]
    assert not wrong
