"""Messages: what the product tells a person, in the product, by e-mail, and to other systems of a unit by webhook.

A message comes from a stage that knows something its reader should: a limit that ends, a task that was answered, a
matter that went up. :func:`tuban.workflow.messages.sending.send` is the one way to write one.
"""
