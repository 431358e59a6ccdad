from lxml import etree

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestSettings(TransactionCase):
    """Amounts of money in Maker's settings are read as money."""

    def test_amounts_have_their_currency(self):
        settings = self.env["res.config.settings"]
        arch = etree.fromstring(
            self.env.ref("maker_mrp.res_config_settings_view_form").arch
        )
        for name in ("maker_order_cost", "maker_labour_rate", "maker_price_step"):
            [node] = arch.xpath(f"//field[@name='{name}']")
            money = settings._fields[name].type == "monetary"
            self.assertTrue(money or node.get("widget") == "monetary", name)

    def test_a_rate_of_parts_of_a_cent_is_not_changed_by_saving(self):
        bench = self.env.company._maker_bench()
        bench.costs_hour = 22.125
        settings = self.env["res.config.settings"].create({})
        self.assertAlmostEqual(settings.maker_labour_rate, 22.125)
        settings.execute()
        self.assertAlmostEqual(bench.costs_hour, 22.125)
