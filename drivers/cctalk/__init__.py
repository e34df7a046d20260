"""ccTalk: coin acceptors and hoppers on a shared serial bus."""
