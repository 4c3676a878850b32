"""Questions about patches. Whoever asks about rows asks as an acting person; :mod:`seen` is the one guarded way."""
