"""Crashes of the real loop on the real journal: kill -9, power cuts, failing and full disks, wrong clocks."""
