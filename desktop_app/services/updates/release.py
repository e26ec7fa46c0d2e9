"""Where this program hears of new versions, and by whose keys it believes them: the one place that a release sets.

Without a key nothing is believed, and without a feed (here or in the settings) nobody is asked: updates are off then.
`build_scripts/feed.py make-key` makes a key and says what to write here.
"""

FEED = ""
"""https address of the feed, where the settings name none."""
PUBLIC_KEYS: tuple[str, ...] = ()
"""Ed25519 public keys, 32 bytes each in base64. Two while one follows the other."""
