"""What every printed map is made of: a window of ground at a scale, lines and fills, labels, a frame, a page.

Maps are drawn as SVG in millimetres of paper and set into pages by Typst, so that every line and letter stays sharp and
every letter is a Chinese one of the machine's own font.
"""
