"""The machine without the machine: device twins on real wires, faults, a panel."""
