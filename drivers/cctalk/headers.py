"""The ccTalk headers we send, by the titles of the specification, and which may be sent twice."""

from __future__ import annotations

# Replies (part 1)
REPLY = 0
NAK = 5
BUSY = 6

# Core commands (part 2)
SIMPLE_POLL = 254
REQUEST_POLLING_PRIORITY = 249
REQUEST_STATUS = 248
REQUEST_MANUFACTURER_ID = 246
REQUEST_EQUIPMENT_CATEGORY_ID = 245
REQUEST_PRODUCT_CODE = 244
REQUEST_SERIAL_NUMBER = 242
REQUEST_SOFTWARE_REVISION = 241
REQUEST_BUILD_CODE = 192
REQUEST_COMMS_REVISION = 4
RESET_DEVICE = 1

# Coin acceptors (part 2)
PERFORM_SELF_CHECK = 232
MODIFY_INHIBIT_STATUS = 231
REQUEST_INHIBIT_STATUS = 230
READ_BUFFERED_CREDIT_OR_ERROR_CODES = 229
MODIFY_MASTER_INHIBIT_STATUS = 228
REQUEST_MASTER_INHIBIT_STATUS = 227
REQUEST_OPTION_FLAGS = 213
REQUEST_COIN_ID = 184

REPEATABLE = frozenset(
    {254, 253, 252, 249, 248, 247, 246, 245, 244, 243, 242, 241, 237, 236, 232, 231, 230, 229, 228, 227}
    | {217, 213, 212, 210, 209, 207, 192, 184, 171, 168, 166, 164, 163, 159, 157, 156, 155, 153, 152, 4, 2}
)
"""Sending one of these twice does what sending it once does. Everything else (dispense, route bill, reset,
test solenoids, anything that clears when read) is sent once: silence then means that nobody knows."""
