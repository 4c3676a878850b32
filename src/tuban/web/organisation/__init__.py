"""Organisation (组织): units, departments, posts and groups of one's areas."""
