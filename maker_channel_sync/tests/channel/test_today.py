from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTodayShops(TransactionCase):
    def test_shops_and_lots_stand_on_the_page_of_the_bench(self):
        self.env["maker.channel"].create({"name": "Test shop", "code": "shopify"})
        user = new_test_user(
            self.env, "today_shops", groups="maker_mrp.group_user,base.group_user"
        )
        cards = {
            card["key"]: card
            for card in self.env["maker.today"].with_user(user).get_page()["cards"]
        }
        self.assertLessEqual(
            {"low", "bench", "ship", "week", "lots", "shops"}, set(cards)
        )
        self.assertIn("Test shop", [line["label"] for line in cards["shops"]["lines"]])
        for card in cards.values():
            for figure in (*card["figures"], *card["lines"]):
                action = figure["action"]
                if action and action.get("res_model"):
                    records = self.env[action["res_model"]].with_user(user)
                    records.search(action["domain"], limit=1)
