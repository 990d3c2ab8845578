"""Reports as data, and the files they are written as. No database, no Flask, no language of its own."""
