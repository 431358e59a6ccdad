from odoo import api, fields, models


class MakerReorderAlert(models.AbstractModel):
    """Tells people, once, which materials run low."""

    _name = "maker.reorder.alert"
    _description = "Alerts on products that run low"

    @api.model
    def _record_of(self, product):
        """Where people see it: the product's own page, or its variant's."""
        template = product.product_tmpl_id
        return template if len(template.product_variant_ids) == 1 else product

    @api.model
    def _open_alerts(self, products):
        """Open alerts of products: ``{product_id: mail.activity}``, one query."""
        kind = self.env.ref("maker_mrp.mail_activity_reorder")
        activities = self.env["mail.activity"].search(
            [
                ("activity_type_id", "=", kind.id),
                "|",
                "&",
                ("res_model", "=", "product.product"),
                ("res_id", "in", products.ids),
                "&",
                ("res_model", "=", "product.template"),
                ("res_id", "in", products.product_tmpl_id.ids),
            ]
        )
        found = {(each.res_model, each.res_id): each for each in activities}
        alerts = {}
        for product in products:
            record = self._record_of(product)
            activity = found.get((record._name, record.id))
            if activity:
                alerts[product.id] = activity
        return alerts

    @api.model
    def _raise_alerts(self, rules):
        """One open alert a product, for the person responsible for it.

        A product somebody was already told about stays quiet until it was back
        over its level once, even when that person marked the alert as done.

        :param rules: the reorder rules that run low
        :return: the alerts that are new
        """
        alerts = self._open_alerts(rules.product_id)
        raised = self.env["mail.activity"]
        for product, of_product in rules.grouped("product_id").items():
            note = "<br/>".join(of_product.mapped("maker_shortage_text"))
            alert = alerts.get(product.id)
            if alert and alert.note != note:
                alert.note = note
            if not alert and not any(of_product.mapped("maker_alerted")):
                raised |= self._record_of(product).activity_schedule(
                    "maker_mrp.mail_activity_reorder",
                    summary=self.env._("Reorder %(product)s", product=product.name),
                    note=note,
                    date_deadline=fields.Date.context_today(self),
                    user_id=self._responsible(product, of_product[0].company_id).id,
                )
        rules.filtered(lambda rule: not rule.maker_alerted).maker_alerted = True
        return raised

    @api.model
    def _close_alerts(self, products, rules):
        """Close the alerts of products that are over their level again."""
        rules = rules.filtered("maker_alerted")
        for alert in self._open_alerts(products & rules.product_id).values():
            alert.action_feedback(feedback=self.env._("Back over its level."))
        rules.maker_alerted = False

    @api.model
    def _responsible(self, product, company):
        """Who is told: responsible of the product, of the company, or a manager."""
        manager = self.env.ref("maker_mrp.group_manager")
        candidates = (
            product.with_company(company).responsible_id,
            company.maker_reorder_user_id,
            manager.all_user_ids.filtered(
                lambda user: company in user.company_ids and not user.share
            )[:1],
        )
        for user in candidates:
            if user.active and not user.share and not user._is_superuser():
                return user
        return self.env.user
