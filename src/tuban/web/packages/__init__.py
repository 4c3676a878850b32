"""Field packages: what a group takes along for its phone, for QField and on paper, and what other tools bring back."""
