"""Daily and weekly reports (日报、周报): what a township confirms, what the county sees of it, the week."""
