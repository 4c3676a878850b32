"""The office in the browser: pages rendered by the server, in one frame, from queries and by actions."""
