"""What every request needs, put together once at the start."""

from __future__ import annotations

from dataclasses import dataclass

from central.builders import BUILDERS
from central.clock import Clock
from central.database import Database
from central.keys import KeyFile, KeyRing
from central.settings import Settings, load_catalogue
from kiosk.catalogue import Catalogue, CatalogueError, Office


@dataclass(frozen=True, slots=True)
class Services:
    settings: Settings
    database: Database
    catalogue: Catalogue
    key_file: KeyFile
    clock: Clock

    @property
    def keys(self) -> KeyRing:
        """As the file has them now. Raises KeyFileError."""
        return self.key_file.ring

    @property
    def papers_office(self) -> Office:
        return self.catalogue.offices[self.settings.papers_office]

    @property
    def claims_office(self) -> Office:
        return self.catalogue.offices[self.settings.claims_office]


def assemble(settings: Settings, clock: Clock) -> Services:
    """Checks everything before it touches the database; raises CatalogueError or KeyFileError."""
    catalogue = load_catalogue(settings.catalogue)
    unknown = {kind.template for kind in catalogue.kinds if kind.template} - set(BUILDERS)
    if unknown:
        raise CatalogueError(f"central cannot make the data of: {', '.join(sorted(unknown))}")
    absent = {settings.papers_office, settings.claims_office} - set(catalogue.offices)
    if absent:
        raise CatalogueError(f"[offices] lacks what the pages name: {', '.join(sorted(absent))}")
    keys = KeyFile(settings.keys)
    database = Database(settings.database)
    database.upgrade()
    return Services(settings, database, catalogue, keys, clock)
