"""What every reading process is forked with: the readers as modules and the forms in memory.

By itself, and without the warehouse: a process that imports and loads for itself takes longer to start than to read
fifty pages.
"""

import contextlib

import extractors.readers.html_soup  # noqa: F401
import flows.reading.archived
import flows.reading.documents  # noqa: F401
from data.forms import FormError, label_owners

with contextlib.suppress(FormError):  # said where reading is asked for
    label_owners()
