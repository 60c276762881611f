SELECT r.capture_id, r.reader_version, k.form, k."table", k."row", k."column", k.unit, f.value, f.state, f.raw_zh,
    l.row_label_zh, l.column_label_zh, f.table_index, f.row_index, f.column_index, f.page, f.confidence, f.zero_basis,
    f.finding_count, f.is_twice
FROM cell_fact AS f
JOIN cell_key AS k USING (key_id)
JOIN reading AS r USING (reading_id)
LEFT JOIN cell_label AS l USING (label_id);
