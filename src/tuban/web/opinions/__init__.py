"""The opinion board (会审): who was asked, who is late, who disagrees; a fast page to speak, one for the chair."""
