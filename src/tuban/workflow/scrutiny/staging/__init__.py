"""Signs of staged field work, as data in and sentences out; nothing here knows the office or its database."""
