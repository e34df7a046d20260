"""The simulator's command line: one scripted visit, the demonstration, the papers, or the device twins alone.

Exit codes: 0 done as promised, 1 it went otherwise, 2 wrong call.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from simulator.processes import end_on_signals
from simulator.scenario import SCENARIOS, Hoppers
from simulator.twins import serve

CONFIG = Path(__file__).parents[1] / "config" / "demo.toml"
PANEL_PORT = 8321


def main(arguments: list[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    match chosen.command:
        case "twins":
            serve(chosen.config, speed=chosen.speed, free_ports=chosen.free_ports, say=print)
            return 0
        case "service":
            from simulator.service import service

            end_on_signals()
            return service(chosen.config, chosen.out)
        case "visit":
            from simulator.visit import visit

            end_on_signals()
            return visit(
                chosen.config,
                chosen.out,
                chosen.student,
                chosen.coins,
                chosen.fault,
                chosen.language,
                Hoppers(chosen.hoppers),
                chosen.cancel,
                chosen.notes,
            )
        case "papers":
            from simulator.papers import papers

            return papers(chosen.out)
        case "forgeries":
            from simulator.forgeries import forgeries

            return forgeries(chosen.documents, chosen.every)
        case _:
            from simulator.demo import demo

            end_on_signals()
            return demo(chosen.config, chosen.out, chosen.port)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--config", type=Path, default=CONFIG, help="the kiosk's configuration to start from")

    twins = commands.add_parser("twins", parents=[common], help="the three devices on real wires")
    twins.add_argument("--speed", type=float, default=1.0, help="of both printers; 2 prints twice as fast")
    twins.add_argument("--free-ports", action="store_true", help="instead of those in the configuration")

    visit = commands.add_parser("visit", parents=[common], help="one scripted student, headless")
    visit.add_argument("--student", default="", help="student number; without it one that has all grades")
    visit.add_argument("--coins", type=_coins, default=None, help="as 50,10,10; without it the exact price")
    visit.add_argument("--notes", type=_coins, default=(), help="as 100,500; before the coins")
    visit.add_argument("--fault", choices=sorted(SCENARIOS), default="none")
    visit.add_argument("--hoppers", choices=[how.value for how in Hoppers], default="full")
    visit.add_argument("--cancel", type=_cancel, default=0, help="as after-2-coins")
    visit.add_argument("--language", choices=("zh-TW", "en"), default="zh-TW")
    visit.add_argument("--out", type=Path, default=Path("out/visit"))

    papers = commands.add_parser(
        "papers", help="every paper with every edge case, and what is wrong with them"
    )
    papers.add_argument("--out", type=Path, default=Path("out/papers"))

    forgeries = commands.add_parser(
        "forgeries", help="every bit of a paper's code and text turned: does any pass for good?"
    )
    forgeries.add_argument("documents", nargs="*", help="as EN-ZH; without them all (hours at --every 1)")
    forgeries.add_argument("--every", type=int, default=1, help="try each so-manieth bit of the text")

    service = commands.add_parser("service", parents=[common], help="the service menu walked, headless")
    service.add_argument("--out", type=Path, default=Path("out/service"))

    demo = commands.add_parser("demo", parents=[common], help="one visit, then a panel in the browser")
    demo.add_argument("--port", type=int, default=PANEL_PORT, help="of the panel; the next free one if taken")
    demo.add_argument("--out", type=Path, default=Path("out/demo"))
    return parser


def _cancel(words: str) -> int:
    found = re.fullmatch(r"after-([1-9][0-9]?)-coins?", words)
    if found is None:
        raise argparse.ArgumentTypeError("write it as after-2-coins")
    return int(found.group(1))


def _coins(words: str) -> tuple[int, ...]:
    return tuple(int(word) for word in words.split(",") if word.strip())


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
