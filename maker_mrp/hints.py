"""What a whole database has never had, so that it need not be looked for everywhere.

Such a hint is kept in Odoo's cache of the registry: asked once, by all. It only ever
goes from *never* to *may have*, and that much is told twice: at once to what still runs
in this transaction, and to everybody when it is committed. So a transaction that is
rolled back costs nobody the cache. Ask before the change is made whether there was any.
"""


def comes_to_use(env, hint):
    """Say that the database has ``hint``, a name, from now on."""
    noted = env.cr.cache.setdefault(__name__, set())
    if hint not in noted:
        noted.add(hint)
        env.cr.postcommit.add(env.registry.clear_cache)


def just_came_to_use(env):
    """Return the names noted since this cursor was opened, a set."""
    return env.cr.cache.get(__name__, frozenset())
