"""Takes a company out of the database whole, and touches nothing else.

Odoo deletes no stock that moved and no books that were posted; a sample studio must
leave no trace all the same. What goes is found by following the database's own foreign
keys: the rows of the company, what belongs to them, what is told about them. If any row
that stays points to one that goes, nothing is removed.
"""

from collections import defaultdict
from typing import NamedTuple

from odoo.tools import SQL

ELSEWHERE = {"res_users", "ir_attachment", "res_company_users_rel"}
"""Tables whose company says where somebody was, not whose the row is."""

PEOPLE = {"res_users", "res_partner"}
"""Tables of those who are told and asked; what names them is not part of them."""

FORGETFUL = {"mail_message", "mail_mail", "ir_attachment", "ir_cron", "bus_presence"}
"""Tables that may lose a reference, as Odoo lets them."""

ASIDE = {"stock_reference": ("stock_reference_move_rel", "reference_id", "move_id")}
"""Tables without a company whose rows go with the moves they are linked to."""

PARTS = {("account_payment_method_line", "journal_id")}
"""References, besides those that are required, of what is a part of their target."""

UNDER = {
    ("res_company", "batch_payment_sequence_id"),
    ("mrp_production", "production_group_id"),
    ("account_journal", "alias_id"),
    ("account_move_line", "full_reconcile_id"),
}
"""References to rows without a company that are made for the one who refers."""


class Link(NamedTuple):
    """A foreign key: ``action`` is PostgreSQL's on deletion (c, n, r, a)."""

    table: str
    column: str
    parent: str
    action: str
    required: bool


class SampleRemoval:
    """All that is of ``company``, found, asked about and deleted in one statement."""

    def __init__(self, company):
        self.company, self.env = company, company.env
        self.doomed = defaultdict(set)
        self.links = self._links()
        self.columns = self._columns()
        kept = [each for each in self.env.registry.values() if each._auto]
        self.kept = [each for each in kept if not each._abstract]
        self.passing = {each._table for each in self.kept if each._transient}
        self.by_table = {each._table: each for each in self.kept}
        self.telling = [
            (each._table, field.name, field.model_field)
            for each in self.kept
            for field in each._fields.values()
            if field.type == "many2one_reference" and field.store
        ]

    def collect(self):
        """Find the rows that go.

        :return: ``{table: number of rows}`` of what stays and points to them, which
            forbids the removal
        """
        self.env.flush_all()
        self._add("res_company", [self.company.id])
        fresh = {"res_company": {self.company.id}}
        for table, ids in self._of_the_company():
            self._take(fresh, table, ids)
        while fresh:
            found = {}
            for table, ids in fresh.items():
                for other, rows in self._with(table, list(ids)):
                    self._take(found, other, rows)
            fresh = found
        return self._holding_on()

    def delete(self):
        """Delete what was collected: keys are asked when all of it is gone."""
        self._drop_counters()
        self._forget_files()
        deletions = [
            SQL(
                "%s AS (DELETE FROM %s WHERE id = ANY(%s))",
                SQL.identifier(f"gone_{number}"),
                SQL.identifier(table),
                sorted(ids),
            )
            for number, (table, ids) in enumerate(sorted(self.doomed.items()))
        ]
        self.env.cr.execute(SQL("WITH %s SELECT", SQL(", ").join(deletions)))
        self._strip_values()
        self.env.invalidate_all(flush=False)
        self.env.registry.clear_all_caches()

    def _links(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT source.relname, attribute.attname, target.relname,
                       link.confdeltype::text, attribute.attnotnull
                  FROM pg_constraint link
                  JOIN pg_class source ON source.oid = link.conrelid
                  JOIN pg_class target ON target.oid = link.confrelid
                  JOIN pg_attribute attribute ON attribute.attrelid = link.conrelid
                   AND attribute.attnum = link.conkey[1]
                 WHERE link.contype = 'f'
                   AND link.connamespace = current_schema::regnamespace
                """
            )
        )
        return [Link(*row) for row in rows]

    def _columns(self):
        columns = defaultdict(set)
        for table, column in self.env.execute_query(
            SQL(
                "SELECT table_name, column_name FROM information_schema.columns"
                " WHERE table_schema = current_schema"
                " AND column_name IN ('id', 'company_id')"
            )
        ):
            columns[table].add(column)
        return columns

    def _add(self, table, ids):
        new = set(ids) - self.doomed[table]
        self.doomed[table] |= new
        return new

    def _take(self, fresh, table, ids):
        new = self._add(table, ids)
        if new:
            fresh.setdefault(table, set()).update(new)

    def _select(self, table, column, ids, where=None):
        """Ids of the rows of ``table`` whose ``column`` is one of ``ids``."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE %s = ANY(%s) AND %s",
                SQL.identifier(table),
                SQL.identifier(column),
                list(ids),
                where or SQL("true"),
            )
        )
        return [one for (one,) in rows]

    def _of_the_company(self):
        company = [self.company.id]
        yield "res_partner", self.company.partner_id.ids
        for link in self.links:
            known = link.parent == "res_company" and link.column == "company_id"
            if (
                known
                and link.table not in ELSEWHERE
                and "id" in self.columns[link.table]
            ):
                yield link.table, self._select(link.table, link.column, company)
        accounts = self.env["account.account"].with_context(active_test=False)
        accounts = accounts.search([("company_ids", "in", company)])
        yield (
            "account_account",
            accounts.filtered(lambda one: one.company_ids == self.company).ids,
        )

    def _with(self, table, ids):
        """What goes with rows of ``table``: their parts, and what is told of them."""
        for link in self.links:
            known = link.parent == table and "id" in self.columns[link.table]
            if known and self._is_part(link):
                rows = self._select(link.table, link.column, ids)
                yield link.table, self._not_of_others(link.table, rows)
        for aside, (relation, own, other) in ASIDE.items():
            if table == "stock_move":
                yield aside, self._linked_to_nothing_else(relation, own, other, ids)
        for link in self.links:
            if (table, link.column) in UNDER and link.table == table:
                yield link.parent, self._targets(link, ids)
        if model := self.by_table.get(table):
            yield from self._told_of(model._name, ids)
            yield from self._beneath(model, ids)

    def _is_part(self, link):
        return link.table not in ELSEWHERE and (
            link.required
            or link.action == "c"
            or link.table in self.passing
            or (link.table, link.column) in PARTS
        )

    def _not_of_others(self, table, ids):
        """Those rows that are of no other company, nor part of anything that stays."""
        ids = set(ids)
        if ids and "company_id" in self.columns[table]:
            ids -= self._foreign(table, "id", table, ids)
        for link in self.links:
            shared = "company_id" in self.columns[link.parent]
            if ids and link.table == table and shared and link.parent not in PEOPLE:
                if "company_id" not in self.columns[table]:
                    ids -= self._foreign(table, link.column, link.parent, ids)
                if link.required and link.action == "c":
                    ids -= self._parts_of_what_stays(link, ids)
        return ids

    def _parts_of_what_stays(self, link, ids):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %(table)s WHERE id = ANY(%(ids)s)"
                " AND %(column)s <> ALL(%(gone)s)",
                table=SQL.identifier(link.table),
                column=SQL.identifier(link.column),
                ids=list(ids),
                gone=list(self.doomed.get(link.parent, ())),
            )
        )
        return {one for (one,) in rows}

    def _foreign(self, table, column, parent, ids):
        """Rows of ``table`` whose ``column`` leads to a row of another company."""
        rows = self.env.execute_query(
            SQL(
                "SELECT own.id FROM %(table)s own"
                " JOIN %(parent)s parent ON parent.id = own.%(column)s"
                " WHERE own.id = ANY(%(ids)s) AND parent.company_id <> %(company)s",
                table=SQL.identifier(table),
                parent=SQL.identifier(parent),
                column=SQL.identifier(column),
                ids=list(ids),
                company=self.company.id,
            )
        )
        return {one for (one,) in rows}

    def _linked_to_nothing_else(self, relation, own, other, ids):
        rows = self.env.execute_query(
            SQL(
                "SELECT %(own)s FROM %(relation)s GROUP BY %(own)s"
                " HAVING bool_and(%(other)s = ANY(%(ids)s))",
                own=SQL.identifier(own),
                other=SQL.identifier(other),
                relation=SQL.identifier(relation),
                ids=sorted(self.doomed["stock_move"]),
            )
        )
        return [one for (one,) in rows]

    def _told_of(self, name, ids):
        """Messages, files, to-dos and the like about records of the model ``name``."""
        for table, column, about in self.telling:
            where = SQL("%s = %s", SQL.identifier(about), name)
            yield table, self._select(table, column, ids, where)

    def _beneath(self, model, ids):
        """What records of ``model`` stand on, as a product on its template."""
        for parent, column in model._inherits.items():
            table = self.env.registry[parent]._table
            found = self._targets(Link(model._table, column, table, "r", True), ids)
            yield table, self._not_of_others(table, found)

    def _targets(self, link, ids):
        """What rows of ``link.table`` refer to."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT %(column)s FROM %(table)s"
                " WHERE id = ANY(%(ids)s) AND %(column)s IS NOT NULL",
                column=SQL.identifier(link.column),
                table=SQL.identifier(link.table),
                ids=ids,
            )
        )
        return [one for (one,) in rows]

    def _holding_on(self):
        held = defaultdict(int)
        for link in self.links:
            gone = self.doomed.get(link.parent)
            if not gone or link.table in FORGETFUL:
                continue
            if link.column == "company_id" and link.table in ELSEWHERE:
                continue
            if "id" in self.columns[link.table]:
                rows = set(self._select(link.table, link.column, gone))
                held[link.table] += len(rows - self.doomed.get(link.table, set()))
            elif link.table not in ELSEWHERE:
                for table, count in self._tied_to_others(link, gone):
                    held[table] += count
        return {table: count for table, count in held.items() if count}

    def _tied_to_others(self, tie, gone):
        """Rows of other companies that a table of ties alone connects to ``gone``."""
        for link in self.links:
            if link.table != tie.table or link.column == tie.column:
                continue
            if "company_id" not in self.columns[link.parent]:
                continue
            ((count,),) = self.env.execute_query(
                SQL(
                    "SELECT count(*) FROM %(table)s tie"
                    " JOIN %(parent)s parent ON parent.id = tie.%(other)s"
                    " WHERE tie.%(own)s = ANY(%(gone)s)"
                    " AND parent.company_id <> %(company)s",
                    table=SQL.identifier(tie.table),
                    parent=SQL.identifier(link.parent),
                    own=SQL.identifier(tie.column),
                    other=SQL.identifier(link.column),
                    gone=list(gone),
                    company=self.company.id,
                )
            )
            yield link.parent, count

    def _drop_counters(self):
        """The counters that PostgreSQL keeps for sequences of the company."""
        names = [f"ir_sequence_{one:03d}" for one in self.doomed.get("ir_sequence", ())]
        ranges = self.env["ir.sequence.date_range"].browse(
            self.doomed.get("ir_sequence_date_range", ())
        )
        names += [
            f"ir_sequence_{one.sequence_id.id:03d}_{one.id:03d}" for one in ranges
        ]
        for name in names:
            self.env.cr.execute(SQL("DROP SEQUENCE IF EXISTS %s", SQL.identifier(name)))

    def _forget_files(self):
        files = self.env["ir.attachment"].browse(self.doomed.get("ir_attachment", ()))
        for name in filter(None, files.mapped("store_fname")):
            files._file_delete(name)

    def _strip_values(self):
        """What records that stay held for this company alone."""
        key = str(self.company.id)
        for model in self.kept:
            for field in model._fields.values():
                if field.company_dependent and field.store:
                    self.env.cr.execute(
                        SQL(
                            "UPDATE %(table)s SET %(column)s ="
                            " NULLIF(%(column)s - %(key)s, '{}'::jsonb)"
                            " WHERE jsonb_exists(%(column)s, %(key)s)",
                            table=SQL.identifier(model._table),
                            column=SQL.identifier(field.name),
                            key=key,
                        )
                    )
