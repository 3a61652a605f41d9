package io.hubflow.engine.fact;

import io.hubflow.engine.destination.FactTable;

/**
 * A column of a table of links that names records of one object type: rows that name a departed record are removed.
 *
 * @param column of the table's key
 */
public record LinkEnd(FactTable table, String column) {}
