"""The state of the system (系统状态), in words; for machines only whether it is well."""
