from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError

from ...trusted import DIRECT, LOGGING, trust
from .run_result import RunResult


class MrpProduction(models.Model):
    """Logs runs that were made already, in one step."""

    _inherit = "mrp.production"

    def _maker_log(self, entries):
        """Log runs that were made already: plan, use and finish in one go.

        :param entries: list of :class:`RunEntry`, checked by
            :meth:`_maker_entry_errors` beforehand
        :return: the finished runs, in the order of ``entries``
        """
        timed = self._maker_timed_recipes(entries)
        runs = self.create(
            [
                self._maker_entry_values(entry, entry.recipe in timed)
                for entry in entries
            ]
        )
        runs.with_context(**trust(LOGGING), no_procurement=True).action_confirm()
        direct = runs.with_context(**trust(DIRECT, frozenset(runs.ids)))
        direct._maker_finish(
            {
                run: RunResult(
                    quantity=entry.quantity,
                    spoiled=entry.spoiled,
                    reason=entry.reason,
                    lot_name=entry.lot_name,
                    moment=entry.moment,
                    consumed=entry.consumed,
                    minutes=entry.minutes,
                    note=entry.note,
                    closing=True,
                    allow_missing=entry.allow_missing,
                )
                for run, entry in zip(direct, entries, strict=True)
            }
        )
        return runs

    def _maker_timed_recipes(self, entries):
        """Recipes of ``entries`` that have operations, their own or in a bundle."""
        return self.env["mrp.bom"].union(
            *(
                recipe
                for recipe in {entry.recipe for entry in entries}
                if any(
                    part.operation_ids
                    for part, _data in recipe.explode(
                        recipe.product_id or recipe.product_tmpl_id.product_variant_id,
                        1.0,
                    )[0]
                )
            )
        )

    def _maker_entry_values(self, entry, timed=True):
        values = {
            "product_id": entry.product.id,
            "bom_id": entry.recipe.id,
            "product_qty": entry.quantity + entry.spoiled,
            "product_uom_id": entry.uom.id,
            "picking_type_id": entry.kind.id,
            "location_src_id": self._maker_log_source(entry.kind).id,
            "company_id": entry.kind.company_id.id,
            "date_start": entry.moment,
            "user_id": (entry.user or self.env.user).id,
        }
        if not timed:
            # spares Odoo from exploding the recipe once more per run
            values["workorder_ids"] = []
        return values

    def _maker_log_source(self, kind):
        """Where logged runs take from: stock, even if the warehouse picks first."""
        warehouse = kind.warehouse_id
        source = kind.default_location_src_id
        return warehouse.lot_stock_id if source == warehouse.pbm_loc_id else source

    def _maker_planned(self, recipe, product, quantity, uom):
        """What a recipe plans for ``quantity`` ``uom`` of ``product``.

        :return: ``{material: quantity in its own unit}``
        """
        if not recipe or uom.compare(quantity, 0) <= 0:
            return {}
        batches = (
            product._maker_convert(quantity, uom, recipe.product_uom_id, guard=False)
            / recipe.product_qty
        )
        planned = defaultdict(float)
        _recipes, lines = recipe.explode(
            product, batches, picking_type=recipe.picking_type_id
        )
        for line, values in lines:
            material = line.product_id
            if material.type == "consu":
                planned[material] += material._maker_convert(
                    values["qty"], line.product_uom_id, material.uom_id, guard=False
                )
        return dict(planned)

    def _maker_entry_usage(self, entry):
        """What ``entry`` uses: what the maker said, else what the recipe plans."""
        usage = dict(
            self._maker_planned(
                entry.recipe, entry.product, entry.quantity + entry.spoiled, entry.uom
            )
        )
        products = self.env["product.product"]
        for product_id, used in entry.consumed.items():
            total = sum(used.values()) if isinstance(used, dict) else used
            usage[products.browse(product_id)] = total
        return usage

    def _maker_entry_errors(self, entries):
        """Everything wrong with ``entries``, found without writing anything.

        Entries draw on the same stock one after the other, in their order.

        :return: ``{index of the entry: [sentence, ...]}``, only those with errors
        """
        errors = defaultdict(list)
        usages = {}
        times = {
            (company, moment): company._maker_moment_errors(moment)
            for company, moment in {
                (entry.kind.company_id, entry.moment) for entry in entries
            }
        }
        for index, entry in enumerate(entries):
            errors[index] += self._maker_entry_own_errors(entry)
            errors[index] += times[entry.kind.company_id, entry.moment]
            if not errors[index]:
                usages[index] = self._maker_entry_usage(entry)
                errors[index] += self._maker_entry_company_errors(entry, usages[index])
        stock = {index: usages[index] for index in usages if not errors[index]}
        for found in (
            self._maker_entry_shortages(entries, stock),
            self._maker_entry_arrivals(entries, stock),
        ):
            for index, sentences in found.items():
                errors[index] += sentences
        return {index: found for index, found in errors.items() if found}

    def _maker_entry_own_errors(self, entry):
        env, errors = self.env, []
        if not entry.product:
            return [env._("Say what was made.")]
        odd = self._maker_told_errors(
            entry.kind.company_id,
            qty=entry.quantity,
            spoiled=entry.spoiled,
            minutes=entry.minutes,
            lot_name=entry.lot_name,
            note=entry.note,
        )
        if odd:
            return odd
        if not entry.recipe and not entry.consumed:
            errors.append(
                env._(
                    "%(product)s has no recipe. Write one, or list what was used.",
                    product=entry.product.display_name,
                )
            )
        if entry.uom.compare(entry.quantity, 0) < 0 or (
            entry.uom.compare(entry.spoiled, 0) < 0
        ):
            errors.append(env._("Quantities cannot be negative."))
        elif entry.uom.compare(entry.quantity + entry.spoiled, 0) <= 0:
            errors.append(env._("Say how many were made, above zero."))
        if entry.minutes is not None and entry.minutes < 0:
            errors.append(env._("Labour minutes cannot be negative."))
        for product_id, used in entry.consumed.items():
            amounts = used.values() if isinstance(used, dict) else [used]
            if any(not self._maker_is_number(amount) for amount in amounts):
                product = env["product.product"].browse(product_id)
                errors.append(
                    env._(
                        "%(product)s: the used quantity is more than can be meant.",
                        product=product.display_name,
                    )
                )
            elif any(amount < 0 for amount in amounts):
                product = env["product.product"].browse(product_id)
                errors.append(
                    env._(
                        "%(product)s: the used quantity cannot be negative.",
                        product=product.display_name,
                    )
                )
        return errors

    def _maker_entry_company_errors(self, entry, usage):
        company = entry.kind.company_id
        return [
            self.env._(
                "%(product)s belongs to %(company)s, not to %(own)s. Use a material "
                "of %(own)s, or share it by emptying its company.",
                product=product.display_name,
                company=product.company_id.display_name,
                own=company.display_name,
            )
            for product in [entry.product, *usage]
            if product.company_id and product.company_id != company
        ]

    def _maker_entry_shortages(self, entries, usages):
        """Materials that are not there, per entry, in the words of a sentence."""
        pools, found = {}, defaultdict(list)
        products = self.env["product.product"].union(
            *(product for usage in usages.values() for product in usage)
        )
        for index, usage in usages.items():
            company = entries[index].kind.company_id
            if entries[index].allow_missing and company._maker_lets_go_on():
                continue
            source = self._maker_log_source(entries[index].kind)
            if source not in pools:
                pools[source] = self.env["stock.quant"]._maker_free_by_product(
                    products, source
                )
            pool = pools[source]
            for product, need in usage.items():
                if not product.is_storable:
                    continue
                here = max(pool.get(product.id, 0.0), 0.0)
                pool[product.id] = here - min(here, need)
                if product.uom_id.compare(need, here) > 0:
                    found[index].append(self._maker_missing_text(product, need, here))
        return found

    def _maker_missing_text(self, product, needed, here):
        text = self.env._(
            "%(product)s: %(needed)s needed, %(here)s free, %(missing)s missing.",
            product=product.display_name,
            needed=self._maker_amount(needed, product.uom_id),
            here=self._maker_amount(here, product.uom_id),
            missing=self._maker_amount(needed - here, product.uom_id),
        )
        return self._maker_with_stopped(text, product)

    def _maker_with_stopped(self, text, product):
        """``text`` after what is there of ``product`` and may not be used."""
        stopped = product._maker_stopped_words().get(product.id)
        return f"{stopped}. {text}" if stopped else text

    def _maker_entry_arrivals(self, entries, usages):
        """Materials used on a day on which they had not arrived, per entry."""
        asked = []
        for index, usage in usages.items():
            entry = entries[index]
            for product, used in usage.items():
                lots = entry.consumed.get(product.id)
                if isinstance(lots, dict):
                    asked += [
                        (index, product, lot_id, quantity)
                        for lot_id, quantity in lots.items()
                    ]
                else:
                    asked.append((index, product, None, used))
        return self._maker_not_arrived(
            [
                (index, entries[index].moment, product, lot_id, quantity)
                for index, product, lot_id, quantity in asked
                if product.is_storable
            ],
            entries[0].kind.company_id if entries else self.env.company,
        )

    def _maker_not_arrived(self, asked, company):
        """Which of ``asked`` were not in stock yet at their moment.

        :param asked: list of (key, UTC datetime, product, lot id or None, quantity)
        :return: ``{key: [sentence, ...]}``
        """
        found = defaultdict(list)
        late = fields.Datetime.subtract(fields.Datetime.now(), minutes=1)
        past = sorted(
            (ask for ask in asked if ask[1] < late), key=lambda ask: (ask[1], ask[0])
        )
        if not past:  # going on without them is for what is missing now
            return found
        balances = self.env["stock.quant"]._maker_balances_since(
            {ask[2].id for ask in past}, past[0][1], company
        )
        taken = defaultdict(float)
        for key, moment, product, lot_id, quantity in past:
            place = product.id, lot_id or None
            here = balances.at(product.id, lot_id, moment) - taken[place]
            taken[place] += quantity
            if product.uom_id.compare(quantity, here) > 0:
                lot = self.env["stock.lot"].browse(lot_id or [])
                found[key].append(
                    self.env._(
                        "%(product)s: only %(here)s of it had arrived by %(date)s, and "
                        "%(needed)s were used. Choose a later date, or enter the "
                        "delivery with its own date first.",
                        product=product.display_name + (lot and f" ({lot.name})" or ""),
                        here=self._maker_amount(max(here, 0.0), product.uom_id),
                        date=company._maker_say_day(moment),
                        needed=self._maker_amount(quantity, product.uom_id),
                    )
                )
        return found

    def _maker_log_or_raise(self, entries):
        """Check and log ``entries``.

        :raise UserError: all errors at once, each led by its entry's label
        """
        errors = self._maker_entry_errors(entries)
        if errors:
            raise UserError(
                "\n".join(
                    f"{entries[index].label}: {sentence}"
                    if entries[index].label
                    else sentence
                    for index, sentences in sorted(errors.items())
                    for sentence in sentences
                )
            )
        return self._maker_log(entries)
