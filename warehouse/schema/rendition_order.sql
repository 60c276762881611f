CREATE TABLE IF NOT EXISTS rendition_order (
    "order" INTEGER,
    kind VARCHAR,
    media VARCHAR,
    note VARCHAR
);
COMMENT ON TABLE rendition_order IS 'Of several renditions of a report that one page shows, which is taken as its text: the first in this order (data/formats.csv). The others are compared with it.';
COMMENT ON COLUMN rendition_order."order" IS 'Place, from 1; what is not listed comes last.';
COMMENT ON COLUMN rendition_order.kind IS 'page (the page itself) or file (attached to it).';
COMMENT ON COLUMN rendition_order.media IS 'Format as recognised: reading.media.';
COMMENT ON COLUMN rendition_order.note IS 'Why there.';
