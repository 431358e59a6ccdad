from odoo.tests import TransactionCase, tagged

WORDS = """
batch tracking; bill of materials; BoM; bin location; bundle; kit; COGS;
cost of goods sold; cycle count; stocktake; deadstock; dead stock; FIFO; FEFO;
holding cost; shrinkage; lot; lot tracking; MRP; reorder point; safety stock; SKU;
Stock Push; supplies; traceability; variant; work in progress; WIP; lead time; turnover;
average inventory; days of supply; economic order quantity; EOQ; DIO; maximum stock;
just-in-time; just in time; JIT; overselling; underselling; single source of truth;
raw material; finished goods; landed cost; recall; mock recall; margin; wholesale;
line sheet; payout; market stall; reconcile; average cost; unit of measure; density;
expiry date; purchase order; RFQ; stock valuation
"""


@tagged("standard", "post_install", "-at_install")
class TestGlossaryWords(TransactionCase):
    def test_the_words_people_search_for_are_explained(self):
        words = [word.strip() for word in WORDS.replace("\n", " ").split(";")]
        search = self.env["maker.term"].name_search
        self.assertEqual([word for word in words if not search(word)], [])
