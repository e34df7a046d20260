"""The explorer: the real core on a virtual clock, among random people and faults, judged by what is true."""
