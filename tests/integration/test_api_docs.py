"""What ``docs/api.md`` says is what Odoo's JSON-2 API answers."""

import inspect
import json
import re
from pathlib import Path

from api_case import ApiCase

from odoo.tests import tagged

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
EXAMPLE = re.compile(
    r"(?P<bench>With the key of somebody at the bench:\n\n)?"
    r"```http\nPOST (?P<path>/json/2/\S+/)(?P<method>\w+)\n(?P<body>.*?)\n```\n\n"
    r"Answer(?:, (?P<status>\d+))?:\n\n```json\n(?P<answer>.*?)\n```",
    re.DOTALL,
)
SECTION = re.compile(r"^## (\w+)\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
WHO = {"maker_mrp.group_user": "bench", "maker_mrp.group_manager": "manager"}


def nameless(answer):
    """An answer without the numbers that differ from database to database."""
    if isinstance(answer, dict):
        return {
            name: type(value) if name == "id" else nameless(value)
            for name, value in answer.items()
        }
    return [nameless(one) for one in answer] if isinstance(answer, list) else answer


@tagged("standard", "post_install", "-at_install")
class TestApiDocs(ApiCase):
    maxDiff = None

    def test_every_example_is_answered_as_written(self):
        examples = list(EXAMPLE.finditer(PAGE))
        self.assertEqual(len(examples), PAGE.count("```http"))
        for example in examples:
            role = "bench" if example["bench"] else "manager"
            with self.subTest(method=example["method"], body=example["body"]):
                status, answer = self.ask(
                    example["method"], example["body"], role, example["path"]
                )
                self.assertEqual(status, int(example["status"] or 200), answer)
                told = json.loads(example["answer"])
                if status != 200:
                    answer = {name: answer[name] for name in told}
                self.assertEqual(nameless(answer), nameless(told))

    def test_every_method_has_its_section_with_every_argument(self):
        methods = {
            name: method
            for name, method in inspect.getmembers(type(self.env["maker.api"]))
            if hasattr(method, "only_for")
        }
        sections = {name: text for name, text in SECTION.findall(PAGE)}
        self.assertEqual(set(methods), set(sections) - {"Calling"})
        for name, method in methods.items():
            told = re.findall(r"^\| `(\w+)` \|", sections[name], re.MULTILINE)
            taken = list(inspect.signature(method).parameters)[1:]
            self.assertEqual(told, taken, name)
            self.assertIn(f"/maker.api/{name}\n", sections[name])

    def test_who_may_ask_is_told_as_it_is(self):
        rows = re.findall(r"\| \[`(\w+)`\]\(#\w+\) \| (.+) \|$", PAGE, re.MULTILINE)
        told = {name: set(who.split(", ")) for name, who in rows}
        for name, who in told.items():
            groups = getattr(type(self.env["maker.api"]), name).only_for
            known = {WHO.get(group, group.rpartition("_")[2]) for group in groups}
            self.assertEqual(who, known, name)
