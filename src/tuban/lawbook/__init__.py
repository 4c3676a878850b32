"""The law as data: dated, cited, closed per campaign. Data only; the engine that reads it is ``tuban.rules``."""
