"""The PostgreSQL server in use, and the few things done to its databases."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager

from .cluster import Cluster
from .failures import Stop

OLDEST = 13


class Server:
    """A server that answers; ``environ`` leads every program to it."""

    def __init__(self, environ: dict[str, str], is_private: bool):
        self.environ = environ
        self.is_private = is_private
        self._check()

    def _check(self) -> None:
        with self.cursor("postgres") as cursor:
            cursor.execute("SHOW server_version_num")
            version = int(cursor.fetchone()[0]) // 10000
            cursor.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles "
                "WHERE rolname = current_user"
            )
            may_create = cursor.fetchone()[0]
        if version < OLDEST:
            raise Stop(
                f"The server is PostgreSQL {version} and Odoo 19 needs {OLDEST}: "
                "upgrade it, or unset PGHOST to use a private server."
            )
        user = self.environ["PGUSER"]
        if user == "postgres":
            raise Stop(
                "Odoo refuses to work as the database user postgres: set PGUSER to "
                "another role (createuser --createdb maker)."
            )
        if not may_create:
            raise Stop(
                f"The database user {user} may not create databases: run “ALTER ROLE "
                f'"{user}" CREATEDB” on the server, or unset PGHOST.'
            )

    @contextmanager
    def cursor(self, database: str) -> Iterator:
        """Give a cursor in autocommit mode on ``database``."""
        import psycopg2

        try:
            connection = psycopg2.connect(
                host=self.environ["PGHOST"],
                port=self.environ["PGPORT"],
                user=self.environ["PGUSER"],
                password=self.environ.get("PGPASSWORD"),
                dbname=database,
                connect_timeout=10,
            )
        except psycopg2.OperationalError as error:
            text = " ".join(str(error).split())
            raise Stop(
                f"PostgreSQL refuses the connection ({text}): correct PGHOST, PGPORT, "
                "PGUSER and PGPASSWORD, or unset PGHOST to use a private server."
            ) from None
        with closing(connection):
            connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor

    # -- databases -----------------------------------------------------------

    def databases(self) -> dict[str, str]:
        """Return the comment ("" if none) of every database, by name."""
        with self.cursor("postgres") as cursor:
            cursor.execute(
                "SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '') "
                "FROM pg_database WHERE NOT datistemplate"
            )
            return dict(cursor.fetchall())

    def create(self, name: str, template: str = "template0") -> None:
        """Create ``name`` as a copy of ``template``."""
        options = " ENCODING 'UTF8' LC_COLLATE 'C'" if template == "template0" else ""
        self._maintain(
            f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(template)}{options}"
        )

    def drop(self, name: str) -> None:
        """Drop ``name`` if it exists, also under open connections."""
        self._disconnect(name)
        self._maintain(f"DROP DATABASE IF EXISTS {quoted(name)}")

    def rename(self, name: str, new: str, comment: str) -> None:
        """Give a finished database its comment and its final name."""
        with self.cursor("postgres") as cursor:
            cursor.execute(f"COMMENT ON DATABASE {quoted(name)} IS %s", [comment])
        self._disconnect(name)
        self._maintain(f"ALTER DATABASE {quoted(name)} RENAME TO {quoted(new)}")

    def comment(self, name: str, comment: str) -> None:
        """Replace the comment of database ``name``."""
        with self.cursor("postgres") as cursor:
            cursor.execute(f"COMMENT ON DATABASE {quoted(name)} IS %s", [comment])

    def _disconnect(self, name: str) -> None:
        with self.cursor("postgres") as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = %s AND pid <> pg_backend_pid()",
                [name],
            )

    def _maintain(self, statement: str) -> None:
        import psycopg2

        try:
            with self.cursor("postgres") as cursor:
                cursor.execute(statement)
        except psycopg2.errors.DiskFull:
            raise Stop(
                "The disk of the PostgreSQL server is full: free some space and start "
                "again."
            ) from None


def quoted(name: str) -> str:
    """Return ``name`` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def server(purpose: str, durable: bool) -> Iterator[Server]:
    """Give the server PGHOST names, else a private one named after ``purpose``."""
    if os.environ.get("PGHOST"):
        environ = {
            "PGHOST": os.environ["PGHOST"],
            "PGPORT": os.environ.get("PGPORT") or "5432",
            "PGUSER": os.environ.get("PGUSER") or os.environ.get("USER") or "odoo",
        }
        if os.environ.get("PGPASSWORD"):
            environ["PGPASSWORD"] = os.environ["PGPASSWORD"]
        yield Server(environ, is_private=False)
        return
    with Cluster(purpose, durable) as cluster:
        yield Server(cluster.environ(), is_private=True)
