package io.hubflow.snowflake;

import io.hubflow.engine.destination.ColumnType;

/** The columns that every table of CRM records has besides its properties; see {@code TableSchema}. */
enum SystemColumn {
    ID("_ID", "id", ColumnType.BIGINT),
    CREATED_AT("_CREATED_AT", "c", ColumnType.TIMESTAMP),
    UPDATED_AT("_UPDATED_AT", "u", ColumnType.TIMESTAMP),
    ARCHIVED("_ARCHIVED", "a", ColumnType.BOOLEAN),
    ARCHIVED_AT("_ARCHIVED_AT", "x", ColumnType.TIMESTAMP),
    DELETED_AT("_DELETED_AT", "", ColumnType.TIMESTAMP),
    MERGED_INTO("_MERGED_INTO", "", ColumnType.BIGINT),
    SYNCED_AT("_SYNCED_AT", "r", ColumnType.TIMESTAMP),
    UNPARSED("_UNPARSED", "n", ColumnType.JSON),
    CONTENT_HASH("_CONTENT_HASH", "h", ColumnType.BIGINT);

    final String column;
    /** The key in a staged line; empty when rows do not carry it. */
    final String key;

    final ColumnType type;

    SystemColumn(String column, String key, ColumnType type) {
        this.column = column;
        this.key = key;
        this.type = type;
    }

    boolean staged() {
        return !key.isEmpty();
    }

    /** Its value in a staged line; {@code n} is embedded JSON, not text, so that it may be longer than a VARCHAR. */
    String extract() {
        return this == UNPARSED ? "$1:n" : "$1:" + key + "::" + SqlType.ddl(type);
    }
}
