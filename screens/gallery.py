"""Every screen in every mode as PNG files, to be looked at: python -m screens.gallery OUT [NAME...]"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pygame

from kiosk.documents.fonts import static_fonts
from screens import samples
from screens.audit import problems
from screens.paint import Painter
from screens.picture import compose
from screens.text import Lettering
from screens.window import open_hidden

DISPLAYS = {"portrait": samples.PORTRAIT, "small": samples.SMALL, "landscape": samples.LANDSCAPE}
MODES = {"": (False, False), "large": (True, False), "contrast": (False, True), "both": (True, True)}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m screens.gallery", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("names", nargs="*", help="samples to render; all when none is named")
    parser.add_argument("--display", choices=DISPLAYS, action="append")
    parser.add_argument("--mode", choices=MODES, action="append")
    parser.add_argument("--language", action="append")
    asked = parser.parse_args(arguments)
    open_hidden()
    painter = Painter(Lettering(static_fonts()))
    spoken = samples.texts()
    asked.out.mkdir(parents=True, exist_ok=True)
    for name in asked.names or samples.names():
        for where in asked.display or DISPLAYS:
            for mode in asked.mode or MODES:
                for language in asked.language or [texts.language for texts in spoken]:
                    large, contrast = MODES[mode]
                    view = samples.view(name, spoken, DISPLAYS[where], language, large, contrast)
                    scene = compose(view, painter.lettering)
                    surface = pygame.Surface((scene.width, scene.height))
                    painter.paint(surface, scene)
                    parts = [name, where, language, *([mode] if mode else [])]
                    pygame.image.save(surface, asked.out / ("_".join(parts) + ".png"))
                    for problem in problems(scene, painter.lettering, view.display):
                        sys.stdout.write(f"{'_'.join(parts)}: {problem}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
