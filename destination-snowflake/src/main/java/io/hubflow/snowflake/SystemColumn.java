package io.hubflow.snowflake;

import io.hubflow.engine.destination.ColumnType;

/** The columns that every table of CRM records has besides its properties; see {@code TableSchema}. */
enum SystemColumn {
    ID("_ID", "id", ColumnType.BIGINT),
    CREATED_AT("_CREATED_AT", "c", ColumnType.TIMESTAMP),
    UPDATED_AT("_UPDATED_AT", "u", ColumnType.TIMESTAMP),
    ARCHIVED("_ARCHIVED", "a", ColumnType.BOOLEAN),
    ARCHIVED_AT("_ARCHIVED_AT", "x", ColumnType.TIMESTAMP),
    DELETED_AT("_DELETED_AT", "d", ColumnType.TIMESTAMP),
    MERGED_INTO("_MERGED_INTO", "m", ColumnType.BIGINT),
    OUT_OF_SCOPE("_OUT_OF_SCOPE", "o", ColumnType.BOOLEAN),
    SYNCED_AT("_SYNCED_AT", "r", ColumnType.TIMESTAMP),
    VERSION_AT("_VERSION_AT", "v", ColumnType.TIMESTAMP),
    UNPARSED("_UNPARSED", "n", ColumnType.JSON),
    CONTENT_HASH("_CONTENT_HASH", "h", ColumnType.BIGINT);

    final String column;
    /** The key in a staged line. */
    final String key;

    final ColumnType type;

    SystemColumn(String column, String key, ColumnType type) {
        this.column = column;
        this.key = key;
        this.type = type;
    }

    /** Whether the line of a record that is there carries it; that of a departure has the marks instead of the values. */
    boolean staged() {
        return this != DELETED_AT && this != MERGED_INTO && this != OUT_OF_SCOPE;
    }

    /**
     * Its value in a staged line. {@code n} is embedded JSON, not text, so that it may be longer than a VARCHAR. A line has
     * no {@code v} when the version begins with the record's update, as that of a search does.
     */
    String extract() {
        return switch (this) {
            case UNPARSED -> "$1:n";
            case VERSION_AT -> "COALESCE(" + typed() + ", " + UPDATED_AT.typed() + ")";
            default -> typed();
        };
    }

    private String typed() {
        return "$1:" + key + "::" + SqlType.ddl(type);
    }
}
