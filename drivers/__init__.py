"""The devices: bytes on a cable on one side, kiosk.devices on the other.

A device file in config/devices names its driver: `driver = "cctalk.coin_acceptor"` is the module
drivers/cctalk/coin_acceptor.py. It has `Settings` (what that may say) and `create(settings, name, ...)`.
Serial drivers are sans-I/O (drivers/transport/wire.py) and go onto a port with
drivers.transport.serial_runner.SerialRunner; ccTalk devices share one port through drivers.cctalk.bus.Bus.
What all of them keep to is tests/contracts/test_wire_devices.py.
"""
