package io.hubflow.snowflake.emulator.catalog;

import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table or a view.
 *
 * @param name in its stored case
 * @param storage the column's name in DuckDB; it survives a rename
 * @param defaultSql the DEFAULT expression as written, or null
 * @param maskingPolicy the policy through which everyone reads the column, or null; it is lost with the column
 * @param tags full name of the tag → value; they are lost with the column
 */
public record Column(
        String name,
        String storage,
        SnowType type,
        boolean nullable,
        boolean primaryKey,
        @Nullable String defaultSql,
        @Nullable String comment,
        @Nullable ObjectName maskingPolicy,
        Map<String, String> tags) {
    /**
     * Names that no column may have, quoted or not; in lower case they are allowed (docs.snowflake.com/en/sql-reference/reserved-keywords;
     * airbytehq/airbyte issues 30190 and 76262). As an alias in a query they are legal.
     */
    private static final Set<String> REFUSED =
            Set.of("CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "CURRENT_USER", "LOCALTIME", "LOCALTIMESTAMP");

    public Column {
        tags = Map.copyOf(tags);
    }

    /** A nullable column with a name and a type and nothing else. */
    public static Column plain(String name, String storage, SnowType type) {
        return new Column(name, storage, type, true, false, null, null, null, Map.of());
    }

    /** @throws SnowflakeError 2318 for a name that Snowflake refuses (number and text: segment-boneyard/segment-docs pull request 4771) */
    public static String requireAllowed(String name) {
        if (REFUSED.contains(name)) {
            throw new SnowflakeError(
                    2318,
                    "42601",
                    "SQL compilation error: error line 1 at position 0\n.invalid column definition name '" + name
                            + "' (ANSI reserved)");
        }
        return name;
    }

    public Column named(String changed) {
        return new Column(changed, storage, type, nullable, primaryKey, defaultSql, comment, maskingPolicy, tags);
    }

    public Column ofType(SnowType changed) {
        return new Column(name, storage, changed, nullable, primaryKey, defaultSql, comment, maskingPolicy, tags);
    }

    public Column withNullable(boolean changed) {
        return new Column(name, storage, type, changed, primaryKey, defaultSql, comment, maskingPolicy, tags);
    }

    public Column withComment(@Nullable String changed) {
        return new Column(name, storage, type, nullable, primaryKey, defaultSql, changed, maskingPolicy, tags);
    }

    public Column withMaskingPolicy(@Nullable ObjectName changed) {
        return new Column(name, storage, type, nullable, primaryKey, defaultSql, comment, changed, tags);
    }

    public Column withTags(Map<String, String> changed) {
        return new Column(name, storage, type, nullable, primaryKey, defaultSql, comment, maskingPolicy, changed);
    }
}
