"""What people see and touch. One file per thing a person sees."""

import os

# pygame greets on stdout when it is imported; the commands of this program write there.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
