"""The templates of translations hold what the screens say."""

from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ("maker_mrp", "maker_lot_trace", "maker_channel_sync")
SOURCE = 4


@tagged("standard", "post_install", "-at_install")
class TestTranslations(TransactionCase):
    def test_every_sentence_is_in_its_template(self):
        for addon in ADDONS:
            with self.subTest(addon=addon):
                template = polib.pofile(str(ROOT / addon / "i18n" / f"{addon}.pot"))
                rows = TranslationModuleReader(self.env.cr, modules=[addon])
                said = {row[SOURCE] for row in rows if row[SOURCE].strip()}
                known = {entry.msgid for entry in template}
                self.assertEqual(said - known, set(), "renew the template")
                self.assertEqual(known - said, set(), "renew the template")
