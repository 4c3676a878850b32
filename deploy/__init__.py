"""What a release is made of and how it is installed: bundle without network, bill of materials, units of systemd."""
