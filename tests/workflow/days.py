"""The day on which tests of the office play."""

from datetime import date

TODAY = date(2024, 8, 5)
