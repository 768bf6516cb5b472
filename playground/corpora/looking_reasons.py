"""Looking reasons: in what words it is said why something of the user's is left out."""

HIDDEN, SPECIAL, LINK = "hidden, or of the system", "no regular file", "a link"
LOOSE, NESTED, EMPTY = "outside of a folder of a class", "a folder inside that of a class", "a class without pictures"
SOUNDLESS = "a class without sounds"
NARROW, REPEATED = "a line without two sentences", "the same pair again"
WORDLESS, LONG = "a sentence without words", "a line that is far too long"
ABOVE, BLANK = "a line above the table", "a line without values"
VALUELESS, COUNTING = "a column without values", "a column that only counts the rows"
