CREATE TABLE IF NOT EXISTS searched_list (
    portal VARCHAR NOT NULL,
    list_url VARCHAR NOT NULL,
    parent_url VARCHAR,
    column_zh VARCHAR,
    agency_zh VARCHAR NOT NULL,
    agency_id VARCHAR,
    ended VARCHAR NOT NULL,
    reason VARCHAR,
    page_count INTEGER,
    row_count INTEGER,
    followed_count INTEGER,
    held_count INTEGER,
    failed_count INTEGER,
    refused_count INTEGER,
    not_understood_count INTEGER,
    first_listed_date DATE,
    last_listed_date DATE,
    first_run VARCHAR NOT NULL,
    first_searched_at TIMESTAMP NOT NULL,
    last_run VARCHAR NOT NULL,
    last_searched_at TIMESTAMP NOT NULL,
    search_count INTEGER NOT NULL
);
COMMENT ON TABLE searched_list IS 'What crawls saw of each list of a portal: the evidence that something was searched for. One row is the searches of one list that ended alike with the same counts, from first_run to last_run; a search that gives something else begins a row. Key: portal, list_url, agency_zh, ended, first_run.';
COMMENT ON COLUMN searched_list.portal IS 'Name of the portal.';
COMMENT ON COLUMN searched_list.list_url IS 'Address of the list, or of the interface that gives it.';
COMMENT ON COLUMN searched_list.parent_url IS 'Address of the page that led to it; empty where the portal file names it.';
COMMENT ON COLUMN searched_list.column_zh IS 'Name of the column, as the link or the page gives it.';
COMMENT ON COLUMN searched_list.agency_zh IS 'Agency whose list it is, as the portal names it; empty where it is a list of several or does not say.';
COMMENT ON COLUMN searched_list.agency_id IS 'That agency, or unresolved:NAME; NULL where none is named.';
COMMENT ON COLUMN searched_list.ended IS 'read_whole (to its end), cut_short_known (left where rows begin that are known from a search that read it whole), index (no rows, leads to lists), empty (says that it holds nothing), blocked (an obstacle in its place), failed (no answer, or not to all pages), short (fewer rows than it says it holds), too_long (more pages than one night reads), not_asked (kept from by a rule, such as robots.txt or the cap of a night), not_understood (neither rows nor a word that there are none). Only the first two and empty are evidence that what it does not show was not there.';
COMMENT ON COLUMN searched_list.reason IS 'The obstacle or the rule, for blocked and not_asked.';
COMMENT ON COLUMN searched_list.page_count IS 'Pages of it that were read in one search.';
COMMENT ON COLUMN searched_list.row_count IS 'Rows met on them; the five counts that follow add up to it.';
COMMENT ON COLUMN searched_list.followed_count IS 'Rows whose link was asked for in that search.';
COMMENT ON COLUMN searched_list.held_count IS 'Rows whose document was held, or that an earlier list of the same search had shown.';
COMMENT ON COLUMN searched_list.failed_count IS 'Rows that were asked for before, failed, and were not due again.';
COMMENT ON COLUMN searched_list.refused_count IS 'Rows set aside by name: other documents, other hosts.';
COMMENT ON COLUMN searched_list.not_understood_count IS 'Rows that say they are a report and not where they lead.';
COMMENT ON COLUMN searched_list.first_listed_date IS 'Earliest date printed beside a row that may be a report.';
COMMENT ON COLUMN searched_list.last_listed_date IS 'Latest date printed beside such a row.';
COMMENT ON COLUMN searched_list.first_run IS 'Run whose search was the first of this row.';
COMMENT ON COLUMN searched_list.first_searched_at IS 'End of that crawl, UTC.';
COMMENT ON COLUMN searched_list.last_run IS 'Run whose search was the last of this row.';
COMMENT ON COLUMN searched_list.last_searched_at IS 'End of that crawl, UTC.';
COMMENT ON COLUMN searched_list.search_count IS 'Searches that the row stands for.';
