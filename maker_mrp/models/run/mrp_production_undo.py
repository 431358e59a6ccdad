from collections import defaultdict

from odoo import Command, fields, models
from odoo.exceptions import UserError

from ...public import only_for
from .run_result import Portion


class MrpProduction(models.Model):
    """Undoes a finished run, as long as nothing has happened to what it made."""

    _inherit = "mrp.production"

    maker_undone_at = fields.Datetime(
        "Undone on", copy=False, readonly=True, groups="base.group_user"
    )

    @only_for("base.group_user")
    def action_maker_undo(self):
        """Undo finished runs as if they had never been logged.

        What was made leaves stock, what was used returns to where it came from at the
        value it left with, and the average costs are walked again without the run.
        The run stays on record as cancelled, with what it did in its history.

        :raise UserError: for all runs at once, before anything is written, when a
            period is closed or what was made is no longer all there
        """
        errors = []
        for run in self:
            blocks = run._maker_undo_errors() or run._maker_undo_blocks()
            errors += [f"{run.display_name}: {block}" for block in blocks]
        self._maker_raise(errors)
        for run in self:
            run._maker_undo()
        return True

    def _maker_undo_effects(self):
        """What undoing this run would change, for people to read before they do it.

        :return: dict of lists of sentences: ``changes`` to stock, ``followers`` (where
            its goods went or are promised), ``blocks`` (why it cannot be undone)
        """
        self.ensure_one()
        name = self.name
        changes, followers = [], []
        for (product, lot, _location), quantity in self._maker_made().items():
            title = product.display_name + (f" ({lot.name})" if lot else "")
            amount = self._maker_amount(quantity, product.uom_id)
            changes.append(f"{name}: − {amount} {title}")
            followers += [
                f"{name}: {title}: {follow['text']}"
                for follow in self._maker_followers(product, lot)
            ]
        for move in self._maker_undo_moves() & self.move_raw_ids:
            amount = self._maker_amount(move.quantity, move.product_uom)
            changes.append(f"{name}: + {amount} {move.product_id.display_name}")
        blocks = self._maker_undo_errors() or self._maker_undo_blocks()
        return {
            "changes": changes,
            "followers": followers,
            "blocks": [f"{name}: {block}" for block in blocks],
        }

    def _maker_undo_errors(self):
        self.ensure_one()
        if self.state != "done":
            return [
                self.env._(
                    "It is not finished, so there is nothing to undo. Cancel it to "
                    "get its materials back."
                )
            ]
        if self.unbuild_ids.filtered(lambda unbuild: unbuild.state == "done"):
            return [self.env._("It was taken apart already.")]
        try:
            self.company_id._maker_check_period_open(self.date_finished)
        except UserError as error:
            return [str(error)]
        return []

    def _maker_undo_moves(self):
        """Done moves of this run: what it made, spoiled and used."""
        moves = self.move_finished_ids | self.move_raw_ids | self.scrap_ids.move_ids
        return moves.filtered(lambda move: move.state == "done")

    def _maker_made(self):
        """What this run added to stock, its own scrap taken off.

        :return: ``{(product, lot, location): quantity in the product's unit}``
        """
        made = defaultdict(float)
        for line in self.move_finished_ids.filtered(
            lambda move: move.state == "done"
        ).move_line_ids:
            made[line.product_id, line.lot_id, line.location_dest_id] += (
                line.quantity_product_uom
            )
        for line in self.scrap_ids.move_ids.move_line_ids:
            made[line.product_id, line.lot_id, line.location_id] -= (
                line.quantity_product_uom
            )
        return made

    def _maker_undo_blocks(self):
        """Why what this run made cannot be taken back: sentences, empty if it can."""
        blocks = []
        for (product, lot, location), quantity in self._maker_made().items():
            quants = self.env["stock.quant"].search(
                [
                    ("product_id", "=", product.id),
                    ("lot_id", "=", lot.id),
                    ("location_id", "=", location.id),
                ]
            )
            here = sum(quants.mapped("quantity"))
            if product.uom_id.compare(here, quantity) >= 0:
                continue
            where = [follow["text"] for follow in self._maker_followers(product, lot)]
            blocks.append(
                self.env._(
                    "%(made)s of %(product)s were made and only %(here)s are still in "
                    "%(location)s. Take back what left first. %(where)s",
                    made=self._maker_amount(quantity, product.uom_id),
                    product=(product.display_name + (lot and f" ({lot.name})" or "")),
                    here=self._maker_amount(here, product.uom_id),
                    location=location.display_name,
                    where="; ".join(where),
                )
            )
        return blocks

    def _maker_followers(self, product, lot):
        """Where units of ``product`` (and ``lot``) went after this run.

        Without lots nobody can tell which units went where; every later departure is
        listed then.

        :return: list of ``{"move_line": record, "text": sentence}``, at most 20
        """
        domain = [
            ("product_id", "=", product.id),
            ("state", "=", "done"),
            ("location_id.usage", "=", "internal"),
            ("move_id", "not in", self._maker_undo_moves().ids),
            ("lot_id", "=", lot.id),
        ]
        if not lot:
            domain.append(("date", ">=", self.date_finished))
        lines = self.env["stock.move.line"].search(domain, order="date", limit=20)
        return [
            {
                "move_line": line,
                "text": self.env._(
                    "%(quantity)s went to %(place)s (%(document)s)",
                    quantity=self._maker_amount(
                        line.quantity_product_uom, product.uom_id
                    ),
                    place=line.picking_partner_id.display_name
                    or line.location_dest_id.display_name,
                    document=line.reference or line.move_id.origin or "",
                ),
            }
            for line in lines
        ]

    def _maker_undo(self):
        self.ensure_one()
        moves = self._maker_undo_moves()
        story = self._maker_story(moves)
        used = {
            move: [Portion.of_line(line) for line in move.move_line_ids]
            for move in moves & self.move_raw_ids
            if move.product_id.is_storable
        }
        self._maker_reverse_stock_entries(moves)
        self._maker_reverse_labour()
        made = moves - self.move_raw_ids - self.scrap_ids.move_ids
        for step in (moves & self.scrap_ids.move_ids, made, moves & self.move_raw_ids):
            step._maker_take_back()
        self.workorder_ids.write({"state": "cancel"})
        self.write({"state": "cancel", "maker_undone_at": fields.Datetime.now()})
        if self.maker_started_at:
            self._maker_return(used)
        self.message_post(body=story)

    def _maker_story(self, moves):
        """What is being undone, for the run's history."""
        parts = self._maker_story_parts(moves)
        return self.env._("Undone. Taken back: %(parts)s", parts="; ".join(parts))

    def _maker_story_parts(self, moves):
        return [
            f"{move.product_id.display_name}: "
            f"{self._maker_amount(move.quantity, move.product_uom)}"
            for move in moves
        ]

    def _maker_reverse_stock_entries(self, moves):
        """Post the opposite of what these moves posted when they were done."""
        lines = []
        for move in moves.filtered("account_move_id"):
            for values in move._get_account_move_line_vals():
                lines.append(
                    {**values, "debit": values["credit"], "credit": values["debit"]}
                )
        if not lines:
            return
        # entries follow the stock moves the bench may make, as in Odoo itself
        self.env["account.move"].sudo().create(
            {
                "journal_id": self.company_id.account_stock_journal_id.id,
                "date": self._maker_finish_day(),
                "ref": self.env._("Reversal for %(run)s", run=self.name),
                "line_ids": [Command.create(values) for values in lines],
            }
        )._post()

    def _maker_reverse_labour(self):
        # labour entries too are posted on behalf of the bench
        labour = self.workorder_ids.time_ids.sudo().account_move_line_id.move_id
        if labour:
            labour._reverse_moves(
                [{"date": self._maker_finish_day()} for _entry in labour], cancel=True
            )

    def _maker_finish_day(self):
        """The day this run was finished, where the company is."""
        return self.company_id._maker_day(self.date_finished)
