"""One document that Odoo lived through, cast many times in a few statements.

A mould is taken of what Odoo itself writes for one order, run or receipt: every row of
every table, with all it computed. A cast is that document again with other people,
goods, amounts and dates. What differs is named; the rest is Odoo's own.
"""

import json
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field

from odoo.tools import SQL

# Rows that follow from others or tell the day's work of the server.
LEFT_OUT = ("bus_", "ir_", "mail_", "res_", "stock_quant", "maker_channel_change")
LEFT_OUT += ("maker_reorder_note", "product_value", "discuss_")


@dataclass
class Cast:
    """One more document: its moment, and what differs row by row.

    ``rows`` holds, for each role, the key and the values of every row. The key is
    empty for what the document has once, ``(1,)`` for what belongs to its second line,
    ``(1, 0)`` for the first part of that line. A role that is not named is cast once.
    """

    moment: str
    rows: dict[str, list[tuple[tuple, dict]]] = field(default_factory=dict)

    def add(self, role: str, values: dict, key: tuple = ()) -> None:
        """Let the document have a row of ``role`` with ``values``."""
        self.rows.setdefault(role, []).append((key, values))


class _Undone(Exception):
    pass


@contextmanager
def rehearsal(env):
    """Undo in the end what is done meanwhile; moulds taken of it stay."""
    try:
        with env.cr.savepoint():
            yield
            env.flush_all()
            raise _Undone
    except _Undone:
        env.invalidate_all()


class Mould:
    """The rows Odoo wrote for one document."""

    def __init__(self, env, live, role=None):
        """Let ``live(env)`` make a document and keep its rows.

        ``role(table, row)`` names what kind of row it is where one table holds several;
        the name of the table otherwise, and None what the document can do without.
        """
        self.env = env
        self._role = role or (lambda table, row: table)
        self.rows: dict[str, dict] = {}
        self.tables: dict[str, str] = {}
        self._of_id: dict[tuple[str, int], str] = {}
        self._links: list[tuple[str, dict, dict]] = []
        before = self._counters()
        live(env)
        env.flush_all()
        self._keep(before)

    def cast(self, casts: list[Cast]) -> dict[str, list[int]]:
        """Write ``casts``; return the ids of each role, in the order given."""
        ids, written = {}, {}
        for role in self._in_order():
            rows = [
                (number, key, values)
                for number, cast in enumerate(casts)
                for key, values in cast.rows.get(role, [((), {})])
            ]
            written[role] = self._new_ids(self.tables[role], len(rows))
            for (number, key, _values), new in zip(rows, written[role], strict=True):
                ids[role, number, key] = new
            self._insert(role, rows, casts, ids)
        self._insert_links(casts, ids)
        self.env.invalidate_all()
        return written

    def _counters(self):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT sequencename, COALESCE(last_value, 0) FROM pg_sequences "
                "WHERE schemaname = 'public' AND sequencename LIKE %s",
                r"%\_id\_seq",
            )
        )
        return {name.removesuffix("_id_seq"): last for name, last in rows}

    def _keep(self, before):
        for table, last in self._counters().items():
            first = before.get(table, 0)
            if last == first or table.startswith(LEFT_OUT):
                continue
            found = self.env.execute_query(
                SQL(
                    "SELECT to_jsonb(t) FROM %s t WHERE id > %s ORDER BY id",
                    SQL.identifier(table),
                    first,
                )
            )
            for (row,) in found:
                self._keep_row(table, row)
        self._keep_references()

    def _keep_row(self, table, row):
        role = self._role(table, row)
        if role is None:
            return
        if role in self.rows:
            raise ValueError(f"Two rows of the mould are {role}: {row}")
        self._of_id[table, row["id"]] = role
        self.rows[role] = row
        self.tables[role] = table

    def _keep_references(self):
        """Which columns lead to other rows of the mould, and the rows of links."""
        references = self.env.execute_query(
            SQL(
                """
                SELECT con.conrelid::regclass::text, att.attname,
                       con.confrelid::regclass::text,
                       EXISTS (SELECT FROM pg_attribute own
                                WHERE own.attrelid = con.conrelid
                                  AND own.attname = 'id')
                  FROM pg_constraint con
                  JOIN pg_attribute att ON att.attrelid = con.conrelid
                       AND att.attnum = con.conkey[1]
                 WHERE con.contype = 'f' AND con.confrelid::regclass::text = ANY(%s)
                   AND con.conrelid::regclass::text ~ '^[a-z0-9_]+$'
                """,
                list(set(self.tables.values())),
            )
        )
        self._references = defaultdict(dict)
        links = defaultdict(dict)
        for table, column, target, has_id in references:
            (self._references if has_id else links)[table][column] = target
        for table, columns in links.items():
            self._keep_links(table, columns)

    def _keep_links(self, table, columns):
        if table.startswith(LEFT_OUT):
            return
        wanted = SQL(" OR ").join(
            SQL(
                "%s = ANY(%s)",
                SQL.identifier(column),
                [key for name, key in self._of_id if name == target],
            )
            for column, target in columns.items()
        )
        for (row,) in self.env.execute_query(
            SQL("SELECT to_jsonb(t) FROM %s t WHERE %s", SQL.identifier(table), wanted)
        ):
            roles = {
                column: self._of_id[target, row[column]]
                for column, target in columns.items()
                if (target, row[column]) in self._of_id
            }
            self._links.append((table, row, roles))

    def _roles_of(self, role):
        """``{column: role it leads to}`` of the mould's row of ``role``."""
        columns = self._references[self.tables[role]]
        found = {}
        for column, target in columns.items():
            other = self._of_id.get((target, self.rows[role].get(column)))
            if other:
                found[column] = other
        return found

    def _in_order(self):
        """The roles, each after those it leads to."""
        waiting = {role: set(self._roles_of(role).values()) for role in self.rows}
        done: list[str] = []
        while waiting:
            ready = [
                role for role, needs in waiting.items() if needs - {role} <= set(done)
            ]
            if not ready:
                raise ValueError(f"Rows lead to each other in a ring: {waiting}")
            done += ready
            for role in ready:
                del waiting[role]
        return done

    def _new_ids(self, table, count):
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"{table}_id_seq",
                count,
            )
        )
        return [key for (key,) in rows]

    def _insert(self, role, rows, casts, ids):
        base = dict(self.rows[role])
        leads = self._roles_of(role)
        values = []
        for number, key, own in rows:
            value = {"id": ids[role, number, key]}
            if "create_date" in base:
                value["create_date"] = value["write_date"] = casts[number].moment
            for column, other in leads.items():
                if column not in own:
                    value[column] = _nearest(ids, other, number, key)
            values.append({**value, **own})
        unknown = {column for value in values for column in value} - set(base)
        if unknown:
            raise ValueError(f"{role} has no {', '.join(sorted(unknown))}")
        self._write(self.tables[role], base, values)

    def _insert_links(self, casts, ids):
        """Rows that only link two: one for each row they link, unless it is said."""
        keys = defaultdict(list)
        for role, number, key in ids:
            keys[role, number].append(key)
        for table, row, roles in self._links:
            values = []
            for number, cast in enumerate(casts):
                most = max((keys[role, number] for role in roles.values()), key=len)
                for key, own in cast.rows.get(table, [(key, {}) for key in most]):
                    ends = {
                        column: _nearest(ids, role, number, key)
                        for column, role in roles.items()
                    }
                    values.append({**ends, **own})
            self._write(table, row, values)

    def _write(self, table, base, values):
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s SELECT made.* "
                "FROM jsonb_array_elements(%(values)s::jsonb) AS own(row), LATERAL "
                "jsonb_populate_record(NULL::%(table)s, %(base)s::jsonb || own.row) "
                "AS made",
                table=SQL.identifier(table),
                values=json.dumps(values),
                base=json.dumps(base),
            )
        )


def _nearest(ids, role, number, key):
    """The id of ``role`` with ``key``, or with as much of its beginning as there is."""
    while (role, number, key) not in ids:
        if not key:
            raise ValueError(f"Document {number} has no {role}")
        key = key[:-1]
    return ids[role, number, key]
