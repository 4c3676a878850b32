"""The data disc (数据光盘): check it, open it, make it, verify it."""
