import base64
from ast import literal_eval
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.misc import file_open
from odoo.tools.translate import code_translations

from ...catalog_file import Why

HEADER = (
    "Handle,Title,Type,Tags,Option1 Name,Option1 Value,Option2 Name,Option2 Value,"
    "Variant SKU,Variant Barcode,Variant Grams,Variant Inventory Qty,Variant Price\n"
)
RING = (
    "mk-ring,Test ring,Ring,Silver,Color,Blue,Size,S,MK-B-S,,10,5,40\n"
    "mk-ring,,,,,Blue,,L,MK-B-L,,10,0,40\n"
    "mk-ring,,,,,Black,,S,,,10,2,45\n"
)


@tagged("post_install", "-at_install")
class TestImport(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "import_manager", groups="maker_mrp.group_manager"
        )

    def job(self, text, **values):
        return (
            self.env["maker.import"]
            .with_user(self.manager)
            .create(
                {
                    "file": base64.b64encode(text.encode()),
                    "file_name": "export.csv",
                    **values,
                }
            )
        )

    def products(self):
        return self.env["product.product"].search([("name", "=", "Test ring")])

    def test_variants_prices_and_stock_come_from_the_file(self):
        job = self.job(HEADER + RING)
        job.action_import()
        self.assertEqual(job.state, "done")
        products = self.products()
        self.assertEqual(
            set(products.mapped("default_code")),
            {"MK-B-S", "MK-B-L", "MK-RING-BLACK-S"},
        )
        by_sku = {p.default_code: p for p in products}
        self.assertEqual(by_sku["MK-B-S"].qty_available, 5)
        self.assertEqual(by_sku["MK-RING-BLACK-S"].qty_available, 2)
        self.assertEqual(by_sku["MK-RING-BLACK-S"].lst_price, 45)
        self.assertEqual(by_sku["MK-B-L"].lst_price, 40)
        self.assertAlmostEqual(by_sku["MK-B-S"].weight, 0.01)
        self.assertEqual(products.product_tmpl_id.maker_kind, "product")
        self.assertEqual(job.line_ids.mapped("outcome"), ["created"] * 3)

    def test_stock_is_worth_what_it_cost_in_the_file(self):
        rows = RING.splitlines()
        costs = ("5.25", "", "1.5")
        text = HEADER[:-1] + ",Cost per item\n"
        text += "".join(
            f"{row},{cost}\n" for row, cost in zip(rows, costs, strict=True)
        )
        self.job(text).action_import()
        told = {
            p.default_code: (p.standard_price, p.total_value) for p in self.products()
        }
        self.assertEqual(
            told,
            {
                "MK-B-S": (5.25, 26.25),
                "MK-B-L": (0, 0),
                "MK-RING-BLACK-S": (1.5, 3),
            },
        )

    def test_a_cost_that_is_none_is_refused(self):
        rows = RING.splitlines()
        text = HEADER[:-1] + f",Cost per item\n{rows[0]},-1\n{rows[2]},much\n"
        job = self.job(text)
        job.action_check()
        self.assertEqual(job.line_ids.mapped("outcome"), ["error", "error"])
        self.assertTrue(all("Cost per item" in line.note for line in job.line_ids))

    def test_checking_writes_no_product(self):
        job = self.job(HEADER + RING)
        job.action_check()
        self.assertFalse(self.products())
        self.assertEqual(job.created_count, 3)

    def test_another_list_is_told_where_it_goes(self):
        job = self.job("Material,Cost\nSoy wax,3\n")
        job.action_check()
        for part in ("Shopify", "Materials", "Import records"):
            self.assertIn(part, job.line_ids.note)

    def test_the_template_for_materials_can_be_imported(self):
        materials = self.env["product.template"].with_context(
            **literal_eval(self.env.ref("maker_mrp.maker_material_action").context)
        )
        [template] = materials.get_import_templates()
        with file_open(template["template"].lstrip("/"), "rb") as file:
            content = file.read()
        options = {
            "has_headers": True,
            "quoting": '"',
            "separator": ",",
            "float_decimal_separator": ".",
            "float_thousand_separator": ",",
        }
        reader = (
            self.env["base_import.import"]
            .with_context(**materials.env.context)
            .create(
                {
                    "res_model": "product.template",
                    "file": content,
                    "file_type": "text/csv",
                }
            )
        )
        preview = reader.parse_preview(options)
        names = [
            preview["matches"][column][0] for column in range(len(preview["headers"]))
        ]
        done = reader.execute_import(names, preview["headers"], options)
        self.assertFalse(done["messages"])
        wax, oil, _jar = materials.browse(done["ids"])
        self.assertEqual(wax.uom_id, self.env.ref("uom.product_uom_gram"))
        self.assertEqual((wax.maker_kind, wax.density), ("material", 0.9))
        self.assertEqual((oil.default_code, oil.is_storable), ("OIL-LAV", True))
        self.assertAlmostEqual(oil.standard_price, 0.12)

    def test_one_bad_row_imports_nothing_and_names_every_bad_row(self):
        bad = "mk-x,X,,,Title,Default Title,,,X1,,0,1,dear\nmk-y,,,,,,,,,,0,1,3\n"
        job = self.job(HEADER + RING + bad)
        with self.assertRaises(UserError) as caught:
            job.action_import()
        self.assertIn("Row 5", str(caught.exception))
        self.assertIn("Row 6", str(caught.exception))
        self.assertFalse(self.products())

    def test_importing_again_creates_nothing_twice(self):
        self.job(HEADER + RING).action_import()
        again = self.job(HEADER + RING)
        again.action_import()
        self.assertEqual(again.line_ids.mapped("outcome"), ["skip"] * 3)
        self.assertEqual(len(self.products()), 3)
        self.assertEqual(sum(self.products().mapped("qty_available")), 7)

    def test_a_barcode_of_another_product_is_an_error(self):
        self.env["product.product"].create({"name": "Other", "barcode": "MK123"})
        job = self.job(HEADER + "mk-z,Z,,,Title,Default Title,,,Z1,MK123,0,1,3\n")
        job.action_check()
        self.assertEqual(job.error_count, 1)
        self.assertIn("Other", job.line_ids.note)

    def test_a_binary_file_is_refused_in_words(self):
        job = self.job("")
        job.file = base64.b64encode(b"PK\x03\x04\xff\xfe")
        job.action_check()
        self.assertEqual(job.error_count, 1)
        self.assertIn("UTF-8", job.line_ids.note)

    def test_every_reason_of_a_reader_has_words_that_name_its_facts(self):
        bad = (
            "mk-a,A,,,Color,Blue,Size,,A1,,0,1.5,dear\n"
            "mk-a,,,,,Red,,,a1,,0,1,-3\n"
            ",Lost,,,,,,,,,,,\n"
            "mk-b,,,,,,,,,,,,3\n"
            "mk-c,C,,,,,,,,,0,-2,3\n"
            ",,,,,,,,,,,,\n"
        )
        job = self.job(HEADER + bad)
        job.action_check()
        notes = " ".join(job.line_ids.mapped("note"))
        for told in (
            "Variant Price is not a number: dear.",
            "Variant Inventory Qty is not a whole number: 1.5.",
            "Variant Price is negative: -3.",
            "A value of Color, Size is blank",
            "Handle is blank",
            "The first row of mk-b has no Title",
            "SKU was blank: MK-C is used.",
            "Stock of -2 is taken as 0",
            "The row is empty.",
        ):
            self.assertIn(told, notes)
        words = self.env["maker.import.format.shopify_products"]._words()
        self.assertEqual(set(words), set(Why))

    def test_reasons_are_told_in_the_reader_s_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        job = self.job(HEADER + ",,,,,,,,,,,\n").with_context(lang="fr_FR")
        french = {"The row is empty.": "La ligne est vide."}
        with patch.object(
            code_translations, "get_python_translations", return_value=french
        ):
            job.action_check()
        self.assertEqual(job.line_ids.note, "La ligne est vide.")

    def test_stock_is_left_alone_when_not_wanted(self):
        self.job(HEADER + RING, with_stock=False).action_import()
        self.assertEqual(sum(self.products().mapped("qty_available")), 0)

    def test_a_price_that_odoo_cannot_hold_is_told_before(self):
        odd = "mk-ring,,,,,Black,,L,,,10,2,99\n"
        job = self.job(HEADER + RING + odd)
        job.action_check()
        told = job.line_ids.filtered(lambda line: "price of 99" in line.note)
        self.assertEqual(told.mapped("row"), [5])

    def test_stock_without_a_cost_is_told_before_it_is_taken_over(self):
        job = self.job(HEADER + RING)
        job.action_check()
        self.assertEqual(job.costless_count, 2)
        told = job.line_ids.filtered("without_cost")
        self.assertTrue(all("no cost" in note for note in told.mapped("note")))
        job.with_stock = False
        job.action_check()
        self.assertEqual(job.costless_count, 0)

    def test_stock_whose_cost_the_file_says_is_not_told(self):
        header = HEADER.replace("Variant Price", "Variant Price,Cost per item")
        row = "mk-ring,Test ring,Ring,,,,,,MK-R,,10,5,40,12\n"
        job = self.job(header + row)
        job.action_check()
        self.assertEqual(job.costless_count, 0)
