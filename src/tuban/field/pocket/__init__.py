"""The pocket app (外业随身) as a browser takes it: its one page, what makes it installable, and its service worker."""
