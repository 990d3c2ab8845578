"""Questions on their way between our Markdown and what other platforms read: GIFT, Moodle XML, Aiken, CSV.

Every reader gives the same `Item`s, every writer takes them; what a format cannot hold becomes a `Remark`
that names the question. Whatever comes in is at last read by our own parser, so it passes the sanitiser.
"""
