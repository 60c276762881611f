"""How the tables of a PDF are ruled, and how their pages are made: names of shapes and what cannot stand together."""

# lines that are missing: a person sees the table all the same
PARTLY = ["only_across", "only_down", "three_lines", "no_rules", "value_rules", "open_sides"]
# lines drawn otherwise, in full
LINES = ["double_rules", "dashed_rules", "broken_rules", "dotted_rules"]
PAGES = ["turned_pages", "sideways_text", "footer_of_pages", "rows_cut", "wrapped_numbers", "doubled_bold"]
# only when asked for: text as long and as large as in files that offices publish (five or six pages, three with tables)
PRINT = ["as_published"]
SHAPES = [*PARTLY, *LINES, *PAGES]

EXCLUSIVE = [
    {*PARTLY, *LINES, "rect_rules", "line_rules"},
    {"turned_pages", "sideways_text"},
    {"turned_pages", "small_pages"},
    {"sideways_text", "small_pages"},
    {"page_numbers", "footer_of_pages"},
    # cut between the halves of a row nothing but the lines says that they are one
    *({shape, "rows_cut"} for shape in PARTLY if shape not in ("open_sides",)),
    *({shape, "wrapped_numbers"} for shape in PARTLY if shape not in ("open_sides", "only_down")),
]
