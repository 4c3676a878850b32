"""Evidence (证据): files by the checksum of their content, and who had them in hand.

Receives files of any stage. Decides nothing. Hands on files with the proof that they are as they came.
"""
