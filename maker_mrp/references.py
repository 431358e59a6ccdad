"""What still needs a record, asked when Maker leaves a database."""

from odoo.tools import SQL


def referenced_ids(env, table, ids, aside=()):
    """Return the set of ``ids`` of ``table`` that rows elsewhere point to.

    What Maker's own tables and columns point to does not count, nor what rows of
    the table itself do, nor those of the tables ``aside``.
    """
    if not ids:
        return set()
    columns = env.execute_query(
        SQL(
            """
            SELECT source.relname, attribute.attname
              FROM pg_constraint link
              JOIN pg_class source ON source.oid = link.conrelid
              JOIN pg_attribute attribute
                ON attribute.attrelid = link.conrelid
               AND attribute.attnum = link.conkey[1]
             WHERE link.contype = 'f'
               AND link.confrelid = %s::regclass
               AND link.conrelid <> link.confrelid
               AND source.relname NOT LIKE %s
               AND attribute.attname NOT LIKE %s
               AND source.relname <> ALL(%s)
            """,
            table,
            "maker%",
            "maker%",
            list(aside),
        )
    )
    env.flush_all()
    found = set()
    for source, column in columns:
        rows = env.execute_query(
            SQL(
                "SELECT DISTINCT %(column)s FROM %(source)s"
                " WHERE %(column)s = ANY(%(ids)s)",
                column=SQL.identifier(column),
                source=SQL.identifier(source),
                ids=list(ids),
            )
        )
        found.update(one for (one,) in rows)
    return found
