"""Which model serves: versions in a folder, names for the champion, the candidate and the former champion."""
