"""Second visits without a line (外业随身): a package of blind sheets goes down, the log of the device comes up.

Protocol, packages, log and app are those of the field. A sheet stands where a patch does, under an identity of its own:
what a visitor tells is told of the sheet, and nothing of it can ever become a fact or a photo of the county.
"""
