from lxml import etree

from odoo.tests import TransactionCase, tagged

ADDONS = ("maker_mrp", "maker_lot_trace", "maker_channel_sync")
YES = ("1", "True", "true")


def own_fields(view):
    """``{name: node}`` of the fields a subview shows itself, not its subviews."""
    if view is None:
        return {}
    nodes = view.iterdescendants("field")
    owners = ("list", "kanban", "form")
    return {
        node.get("name"): node
        for node in nodes
        if next(node.iterancestors(*owners)) is view
    }


@tagged("standard", "post_install", "-at_install")
class TestPhoneCards(TransactionCase):
    """Lines of a dialog are sent back whole, from the table and from a phone's cards.

    The web client leaves out what is read-only unless it is told ``force_save``: what
    was planned, say, for a line that is not stored before the dialog is confirmed.
    """

    maxDiff = None

    def lines_of_dialogs(self):
        """(where, comodel, {"list": node, "kanban": node}, form node) of each table."""
        records = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.view"), ("module", "in", ADDONS)]
        )
        views = self.env["ir.ui.view"].browse(records.mapped("res_id"))
        forms = views.filtered(lambda v: v.type == "form" and v.mode == "primary")
        for view in forms.filtered(lambda v: self.env[v.model]._transient):
            arch = self.env[view.model].get_view(view.id, "form")["arch"]
            for node in etree.fromstring(arch).iter("field"):
                if node.find("list") is None and node.find("kanban") is None:
                    continue
                model = self.env[view.model]
                for parent in reversed([*node.iterancestors("field")]):
                    model = self.env[model._fields[parent.get("name")].comodel_name]
                field = model._fields[node.get("name")]
                if field.readonly or node.get("readonly") in YES:
                    continue
                modes = {name: node.find(name) for name in ("list", "kanban")}
                modes = {name: x for name, x in modes.items() if x is not None}
                where = f"{view.xml_id} {field}"
                yield where, self.env[field.comodel_name], modes, node.find("form")

    def test_what_is_read_only_in_a_line_is_sent_back(self):
        lost = []
        for where, model, modes, form in self.lines_of_dialogs():
            for mode, view in modes.items():
                behind, shown = own_fields(form), own_fields(view)
                for name, node in {**behind, **shown}.items():
                    field = model._fields[name]
                    if not field.store or field.compute or name == "id":
                        continue
                    kept = node.get("force_save") in YES
                    if (field.readonly or node.get("readonly")) and not kept:
                        lost.append(f"{where} {mode} {name}")
        self.assertEqual(lost, [])
