"""What a site sets about its document printer."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from drivers.transport.http_exchange import HttpAddress

IPP_PORT = 631  # RFC 8010 section 4.1


def _printer_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("ipp", "http") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("the printer's address looks like ipp://192.168.10.20:631/ipp/print")
    if parts.port == 0:  # reading .port also raises ValueError for what is no port at all
        raise ValueError("port 0 is no address")
    return url


class Settings(BaseModel):
    """Options of the document printer in the site's configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[str, AfterValidator(_printer_url)] = Field(
        description="Where the printer is: ipp://host:port/ipp/print or http://host:port/ipp/print."
    )
    stopped_patience_s: float = Field(
        default=45.0,
        ge=5,
        le=600,
        description="How long a stopped printer (paper out, jam) may keep a job before it is cancelled.",
    )
    progress_patience_s: float = Field(
        default=60.0,
        ge=10,
        le=600,
        description="How long a printer that says it is printing may go without a further sheet.",
    )
    silent_patience_s: float = Field(
        default=60.0,
        ge=10,
        le=600,
        description="How long a printer that does not answer is asked about a job before that is unknown.",
    )
    low_sheets: int = Field(
        default=20,
        ge=0,
        le=500,
        description="With fewer sheets in the tray, where the printer counts them, staff are told.",
    )

    @property
    def address(self) -> HttpAddress:
        parts = urlsplit(self.url)
        default = IPP_PORT if parts.scheme == "ipp" else 80
        return HttpAddress(parts.hostname or "", parts.port or default, parts.path or "/")

    @property
    def printer_uri(self) -> str:
        """What the printer is called inside a request; always ipp (RFC 8010 section 4.1)."""
        address = self.address
        host = f"[{address.host}]" if ":" in address.host else address.host
        return f"ipp://{host}:{address.port}{address.path}"
