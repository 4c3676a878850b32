"""The line between devices and the office: /field/v1/, as docs/reference/field-protocol.md says."""
