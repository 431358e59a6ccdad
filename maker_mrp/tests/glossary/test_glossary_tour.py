from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install", "maker_tour")
class TestGlossaryTour(HttpCase):
    def _start(self, tour, groups, size="1366x900", url="/odoo/maker"):
        self.browser_size = size
        user = new_test_user(self.env, tour, groups=groups, password=tour)
        self.start_tour(url, tour, login=user.login)

    def test_the_command_palette_finds_a_term_and_opens_its_screen(self):
        self._start("maker_term_found", "maker_mrp.group_user")

    def test_a_term_opens_its_screen_on_a_phone(self):
        self._start(
            "maker_term_on_a_phone",
            "maker_mrp.group_user",
            "390x844",
            "/odoo/maker-glossary",
        )
