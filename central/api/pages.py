"""What all public pages share: one look, one set of headers, one way to look something up, rate-limited."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from string import Template

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse

from central.api.common import ErrorBody, Responses
from central.clock import TAIPEI
from central.services import Services
from central.throttle import Limit, give_back, hashed_key, take

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

SHELL = Template("""<!doctype html>
<html lang="zh-Hant-TW">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>$zh $en</title>
<style>
body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1b1b; background: #fff; overflow-wrap: break-word }
h1, h2 { font-size: 1.2rem; font-weight: 600 } h2 { margin-top: 2rem }
.verdict { border: 3px solid; border-radius: .5rem; padding: .8rem 1rem; font-size: 1.4rem; font-weight: 700 }
.valid, .paid { color: #0a5c2b } .void, .unknown, .key-revoked { color: #8c1515 }
.superseded, .open, .pending, .moving, .in-doubt { color: #7a4b00 } .at-counter { color: #0a5c2b }
.verdict [lang], h2 [lang], li [lang] { display: inline-block } dd [lang] { display: block }
dl { display: grid; grid-template-columns: auto 1fr; gap: .3rem 1.2rem } dt { color: #555 } dd { margin: 0 }
@media (max-width: 26rem) { dl { display: block } dd { margin-bottom: .5rem } }
ul { list-style: none; padding: 0 } ul ul { padding-left: 1.2rem } li { margin: .5rem 0 }
label { display: block; margin: .8rem 0 } input { font: inherit; width: 100%; box-sizing: border-box }
button { font: inherit; padding: .4rem 1.2rem }
.main { font-weight: 700; font-size: 1.2rem; padding: .8rem 1.6rem; border: 0; border-radius: .4rem;
  color: #fff; background: #0a5c2b } .main [lang], .bar [lang] { font-weight: 400; font-size: .9em }
form { margin: .8rem 0 } .card { border: 1px solid #bbb; border-radius: .5rem; padding: .8rem 1rem }
.bar { display: flex; justify-content: space-between; align-items: center } .bar form { margin: 0 }
.bar button, .bar a { font-size: .9rem }
.said { background: #fff3cd; padding: .6rem 1rem; border-radius: .4rem }
table { border-collapse: collapse; font-size: .95rem }
td { border-top: 1px solid #ddd; padding: .3rem .8rem .3rem 0; vertical-align: top }
.sum { text-align: right } .sign { border-bottom: 1px solid; padding-top: 2.5rem }
@media print { .screen { display: none } body { margin: 0; font-size: 11pt } }
</style>
</head>
<body>
<h1>國立雲林科技大學　$zh<br>
<span lang="en">National Yunlin University of Science and Technology: $en</span></h1>
$content
</body>
</html>
""")


@dataclass(frozen=True, slots=True)
class Both:
    """The same in Chinese and in English; the English may be missing."""

    zh: str
    en: str

    def inline(self) -> str:
        return escape(self.zh) + (f' <span lang="en">{escape(self.en)}</span>' if self.en else "")

    def paragraph(self) -> str:
        return f'<p>{escape(self.zh)}<br>\n<span lang="en">{escape(self.en)}</span></p>'


@dataclass(frozen=True, slots=True)
class Desk:
    """One kind of thing that anybody may look up; `key` counts its failed look-ups by themselves."""

    key: str
    title: Both

    def page(self, *parts: str) -> str:
        """A whole page; the parts are HTML already."""
        return SHELL.substitute(
            zh=escape(self.title.zh), en=escape(self.title.en), content="\n".join(filter(None, parts))
        )

    def responses(self, unknown: str) -> Responses:
        """For OpenAPI; `unknown` says what all looks the same."""
        return {
            404: {"description": unknown},
            422: {"model": ErrorBody},
            429: {"description": "too many failed look-ups from this address"},
        }

    def look_up(
        self, request: Request, services: Services, find: Callable[[Session], str | None], unknown: str
    ) -> HTMLResponse:
        """The page that `find` makes; `unknown` where it finds nothing, which counts as a failure."""
        settings = services.settings
        address = network(request.client.host if request.client else "")
        limits = (Limit(hashed_key(self.key, address), settings.verify_tries, settings.verify_window_s),)
        with services.database.writing() as session:
            if take(session, limits, services.clock.now()):
                return HTMLResponse(self.page(*TOO_MANY), 429, HEADERS)
            found = find(session)
            if found is None:
                return HTMLResponse(unknown, 404, HEADERS)
            give_back(session, limits)
        return HTMLResponse(found, headers=HEADERS)


def verdict(look: str, sign: str, words: Both) -> str:
    """The answer in one glance; `sign` says it without colour too."""
    return f'<p class="verdict {look}" role="status">{sign} {words.inline()}</p>'


def heading(words: Both) -> str:
    return f"<h2>{words.inline()}</h2>"


def rows(*pairs: tuple[Both, str | Both]) -> str:
    """Names and values, one below the other."""
    listed = (f"<dt>{name.inline()}</dt><dd>{_value(value)}</dd>" for name, value in pairs)
    return "<dl>\n" + "\n".join(listed) + "\n</dl>"


def day_words(day: date) -> Both:
    """In both calendars: 中華民國 115 年 8 月 3 日 2026-08-03."""
    return Both(f"中華民國 {day.year - 1911} 年 {day.month} 月 {day.day} 日", day.isoformat())


def moment_words(moment: datetime) -> Both:
    """The day and the time in Taiwan."""
    local = moment.astimezone(TAIPEI)
    day = day_words(local.date())
    return Both(f"{day.zh} {local:%H:%M}", f"{day.en} {local:%H:%M}")


def dollars(amount: int) -> str:
    return f"NT$\N{NO-BREAK SPACE}{amount:,}"


TOO_MANY = (
    verdict("unknown", "", Both("請稍後再試", "Please try later")),
    Both("查詢次數過多。", "Too many attempts.").paragraph(),
)


def _value(value: str | Both) -> str:
    return value.inline() if isinstance(value, Both) else escape(value)


def network(host: str) -> str:
    """One IPv6 household has 2^64 addresses; count it once."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host
