"""Conflicts between what a device tells and what the office holds: merged by field, decided by people."""
