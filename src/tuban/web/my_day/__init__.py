"""My day (我的一天): what waits for me, what came back and why, what is late, how far my unit is."""
