"""SpatiaLite as Django has it, with what an office needs of it."""
