"""How the two processes find each other: the names under which address and key are handed over."""

ADDRESS = "PLAYGROUND_ENGINE_ADDRESS"
KEY = "PLAYGROUND_ENGINE_KEY"
BY_HAND = "PLAYGROUND_ENGINE_BY_HAND"
HEARTBEAT_SECONDS = 0.5
