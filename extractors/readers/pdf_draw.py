"""Draw one page of a PDF: `python -m extractors.readers.pdf_draw PAGE SCALE` with the PDF on standard input.

Writes a PNG to standard output. Chinese that the file names a font for and does not carry is drawn with the font that
ships, so that the page shows on a machine that has none.
"""

import sys

import pypdfium2

from extractors.readers.pdf_fonts import use_stand_in_font


def main() -> None:
    use_stand_in_font("NotoSansSC-subset.otf")
    page, scale = int(sys.argv[1]), float(sys.argv[2])
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    document[page - 1].render(scale=scale).to_pil().convert("RGB").save(sys.stdout.buffer, "PNG")


if __name__ == "__main__":
    main()
