"""The walk that every family shares: lists → rows → pages and files → archive.

A family says only how a list continues (`read`); which rows are fetched, what is kept, what counts as new, unchanged,
refused or failed is decided here: `lists` asks for lists and accounts for them, `choice` decides on rows, `documents`
fetches and keeps what they lead to, `outcomes` says what stood in the way. `spider` is what families build on.
"""
