"""Help (帮助) where one is: a text for every page, the manual, and what an error code means."""
