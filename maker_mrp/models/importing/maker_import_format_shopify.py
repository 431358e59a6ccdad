from odoo import Command, models
from odoo.tools import html2plaintext

from ...catalog_file import read_shopify_products


class MakerImportFormatShopify(models.AbstractModel):
    """Reads the product file that Shopify writes."""

    _name = "maker.import.format.shopify_products"
    _inherit = "maker.import.format"
    _description = "Shopify product export"

    def _check(self, job, content):
        catalog, unreadable = self._read(content)
        if unreadable:
            return [unreadable]
        known = self._known(catalog)
        by_row = {
            variant.row: (product, variant)
            for product in catalog.products
            for variant in product.variants
        }
        lines = []
        for note in catalog.notes:
            line = {
                "row": note.row,
                "label": note.label or self.env._("File"),
                "outcome": note.outcome,
                "note": self._told(note),
            }
            if note.outcome == "create":
                product, variant = by_row[note.row]
                line["note"] = self._with_price(line["note"], product, variant)
                if job.with_stock and variant.quantity > 0 and not variant.cost:
                    line["without_cost"] = True
                    line["note"] = self._with_no_cost(line["note"], variant)
                line.update(self._against_database(*by_row[note.row], known))
            lines.append(line)
        return lines

    def _with_price(self, text, product, variant):
        """``text`` and, where Odoo cannot hold the row's price, what it becomes."""
        base = product.base_price
        if variant.price == base or product.price_option() is not None:
            return text
        lost = self.env._(
            "Its price of %(price)s follows no single option, so it gets %(base)s: "
            "set it in a price list.",
            price=variant.price,
            base=base,
        )
        return f"{text} {lost}".strip()

    def _with_no_cost(self, text, variant):
        """``text`` and that this row's stock would have no value."""
        told = self.env._(
            "Its %(quantity)s in stock have no cost in the file: they would be worth "
            "0.00 until you enter one.",
            quantity=variant.quantity,
        )
        return f"{text} {told}".strip()

    def _read(self, content):
        try:
            return read_shopify_products(content.decode("utf-8-sig")), None
        except UnicodeDecodeError:
            return None, {
                "row": 1,
                "label": self.env._("File"),
                "outcome": "error",
                "note": self.env._(
                    "This is not a text file in UTF-8. Export the products again "
                    "from Shopify as a plain CSV file."
                ),
            }

    def _known(self, catalog):
        """SKUs and barcodes of the file that the database already has."""
        variants = [v for product in catalog.products for v in product.variants]
        found = (
            self.env["product.product"]
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "in", (False, self.env.company.id)),
                    "|",
                    ("default_code", "in", [v.sku for v in variants]),
                    ("barcode", "in", [v.barcode for v in variants if v.barcode]),
                ]
            )
        )
        return {
            "sku": {p.default_code: p for p in found if p.default_code},
            "barcode": {p.barcode: p for p in found if p.barcode},
        }

    def _against_database(self, product, variant, known):
        """Outcome of a readable row, given what the database has."""
        there = known["sku"].get(variant.sku)
        if there:
            return {
                "outcome": "skip",
                "product_id": there.id,
                "note": self.env._("SKU %(sku)s is already there.", sku=variant.sku),
            }
        sibling = next(
            (known["sku"][v.sku] for v in product.variants if v.sku in known["sku"]),
            None,
        )
        if sibling:
            return {
                "outcome": "skip",
                "note": self.env._(
                    "Other variants of it are already there: add this value to %s.",
                    sibling.product_tmpl_id.display_name,
                ),
            }
        clash = known["barcode"].get(variant.barcode) if variant.barcode else None
        if clash:
            return {
                "outcome": "error",
                "note": self.env._(
                    "Barcode %(barcode)s belongs to %(product)s: correct one of them.",
                    barcode=variant.barcode,
                    product=clash.display_name,
                ),
            }
        return {}

    def _run(self, job, content):
        catalog, _unreadable = self._read(content)
        wanted = set(
            job.line_ids.filtered(lambda line: line.outcome == "create").mapped("row")
        )
        sources = [
            product
            for product in catalog.products
            if product.variants and product.variants[0].row in wanted
        ]
        values = self._attribute_values(sources)
        tags = self._tags(sources)
        templates = self.env["product.template"].create(
            [self._template_vals(source, values, tags) for source in sources]
        )
        created = {}
        for template, source in zip(templates, sources, strict=True):
            created.update(self._fill_variants(template, source))
        if job.with_stock:
            self._enter_stock(job, sources, created)
        return created

    def _attribute_values(self, sources):
        """``{(option, value): product.attribute.value}``, created where new."""
        wanted = {}
        for source in sources:
            for index, option in enumerate(source.options):
                values = wanted.setdefault(option, {})
                values.update(dict.fromkeys(v.values[index] for v in source.variants))
        Attribute = self.env["product.attribute"]
        found = {
            attribute.name: attribute
            for attribute in Attribute.search(
                [("name", "in", list(wanted)), ("create_variant", "=", "always")]
            )
        }
        missing = [option for option in wanted if option not in found]
        for attribute in Attribute.create([{"name": option} for option in missing]):
            found[attribute.name] = attribute
        result = {
            (option, value.name): value
            for option in wanted
            for value in found[option].value_ids
        }
        new = [
            {"name": value, "attribute_id": found[option].id}
            for option, values in wanted.items()
            for value in values
            if (option, value) not in result
        ]
        for value in self.env["product.attribute.value"].create(new):
            result[value.attribute_id.name, value.name] = value
        return result

    def _tags(self, sources):
        names = {
            name
            for source in sources
            for name in filter(None, (*source.tags, source.category))
        }
        Tag = self.env["product.tag"]
        found = {tag.name: tag for tag in Tag.search([("name", "in", list(names))])}
        new = sorted(names - set(found))
        found.update(
            {tag.name: tag for tag in Tag.create([{"name": name} for name in new])}
        )
        return found

    def _template_vals(self, source, values, tags):
        names = filter(None, dict.fromkeys((*source.tags, source.category)))
        return {
            "name": source.title,
            "type": "consu",
            "is_storable": True,
            "sale_ok": True,
            "purchase_ok": False,
            "maker_kind": "product",
            "list_price": source.base_price,
            "description_sale": html2plaintext(source.description).strip() or False,
            "product_tag_ids": [Command.set([tags[name].id for name in names])],
            "attribute_line_ids": [
                Command.create(
                    {
                        "attribute_id": values[
                            option, source.variants[0].values[index]
                        ].attribute_id.id,
                        "value_ids": [
                            Command.set(
                                [
                                    values[option, name].id
                                    for name in dict.fromkeys(
                                        v.values[index] for v in source.variants
                                    )
                                ]
                            )
                        ],
                    }
                )
                for index, option in enumerate(source.options)
            ],
        }

    def _fill_variants(self, template, source):
        """Give each variant its row's data; archive combinations not in the file."""
        by_values = {variant.values: variant for variant in source.variants}
        self._set_extra_prices(template, source)
        created = {}
        for product in template.product_variant_ids:
            names = {
                value.attribute_id.name: value.name
                for value in product.product_template_attribute_value_ids
            }
            variant = by_values.get(tuple(names.get(o, "") for o in source.options))
            if variant is None and len(source.variants) == 1:
                # Odoo keeps no variant value where an option has only one value.
                variant = source.variants[0]
            if variant is None:
                product.action_archive()
                continue
            product.write(
                {
                    "default_code": variant.sku,
                    "barcode": variant.barcode or False,
                    "weight": self._weight(float(variant.weight)),
                    **({"standard_price": float(variant.cost)} if variant.cost else {}),
                }
            )
            created[variant.row] = product
        return created

    def _weight(self, kilograms):
        Template = self.env["product.template"]
        unit = Template._get_weight_uom_id_from_ir_config_parameter()
        return self.env.ref("uom.product_uom_kgm")._compute_quantity(
            kilograms, unit, round=False
        )

    def _set_extra_prices(self, template, source):
        """Write price differences on the option they follow, where they follow one."""
        index = source.price_option()
        if index is None:
            return
        prices = {variant.values[index]: variant.price for variant in source.variants}
        line = template.attribute_line_ids.filtered(
            lambda line: line.attribute_id.name == source.options[index]
        )
        for value in line.product_template_value_ids:
            value.price_extra = float(prices[value.name] - source.base_price)

    def _enter_stock(self, job, sources, created):
        quantities = {v.row: v.quantity for s in sources for v in s.variants}
        quants = (
            self.env["stock.quant"]
            .with_context(inventory_mode=True)
            .create(
                [
                    {
                        "product_id": product.id,
                        "location_id": job.warehouse_id.lot_stock_id.id,
                        "inventory_quantity": quantities[row],
                    }
                    for row, product in created.items()
                    if quantities[row]
                ]
            )
        )
        quants.with_context(
            inventory_name=self.env._("Imported from %s", job.name)
        ).action_apply_inventory()
