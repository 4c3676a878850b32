"""The main job without a database: a disc becomes facts, decisions and filled forms (卫片执法检查)."""
