"""ccTalk: coin acceptors on a shared serial bus."""
