package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Column;
import io.hubflow.snowflake.emulator.catalog.Database;
import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.Schema;
import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.translate.Environment.VirtualTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** INFORMATION_SCHEMA.SCHEMATA, TABLES and COLUMNS, as far as the role sees them. All columns are text. */
final class InformationSchema {
    private InformationSchema() {}

    static Optional<VirtualTable> find(Name name, Names names) {
        int size = name.size();
        boolean qualified = size >= 2 && name.parts().get(size - 2).equals("INFORMATION_SCHEMA");
        boolean current = size == 1 && "INFORMATION_SCHEMA".equals(names.schema());
        if (!qualified && !current) {
            return Optional.empty();
        }
        String databaseName = size == 3 ? name.parts().get(0) : names.database();
        if (databaseName == null) {
            names.full(name, "SELECT");
            return Optional.empty();
        }
        Database database = names.requireDatabase(databaseName);
        return Optional.of(
                switch (name.last()) {
                    case "SCHEMATA" -> schemata(database, names);
                    case "TABLES" -> tables(database, names);
                    case "COLUMNS" -> columns(database, names);
                    default -> throw SnowflakeError.unsupported("INFORMATION_SCHEMA." + name.last());
                });
    }

    private static List<Schema> visible(Database database, Names names) {
        return database.schemas().values().stream().filter(names.rights()::sees).toList();
    }

    private static List<Relation> relations(Database database, Names names) {
        return visible(database, names).stream()
                .flatMap(s -> s.relations().values().stream())
                .filter(names.rights()::sees)
                .toList();
    }

    private static VirtualTable schemata(Database database, Names names) {
        return new VirtualTable(
                List.of("CATALOG_NAME", "SCHEMA_NAME", "SCHEMA_OWNER"),
                Set.of(),
                visible(database, names).stream()
                        .map(s -> Result.row(s.database(), s.name(), s.owner()))
                        .toList());
    }

    private static VirtualTable tables(Database database, Names names) {
        return new VirtualTable(
                List.of("TABLE_CATALOG", "TABLE_SCHEMA", "TABLE_NAME", "TABLE_OWNER", "TABLE_TYPE", "COMMENT"),
                Set.of(),
                relations(database, names).stream()
                        .map(r -> Result.row(
                                r.name().database(),
                                r.name().schema(),
                                r.name().name(),
                                r.owner(),
                                r instanceof Relation.View ? "VIEW" : "BASE TABLE",
                                r.comment()))
                        .toList());
    }

    private static VirtualTable columns(Database database, Names names) {
        var rows = new ArrayList<List<@Nullable String>>();
        for (Relation relation : relations(database, names)) {
            int ordinal = 0;
            for (Column column : relation.columns()) {
                SnowType type = column.type();
                boolean fixed = type.kind() == SnowType.Kind.FIXED;
                boolean text = type.kind() == SnowType.Kind.TEXT;
                rows.add(Result.row(
                        relation.name().database(),
                        relation.name().schema(),
                        relation.name().name(),
                        column.name(),
                        Integer.toString(++ordinal),
                        column.defaultSql(),
                        column.nullable() ? "YES" : "NO",
                        fixed
                                ? "NUMBER"
                                : type.kind() == SnowType.Kind.REAL
                                        ? "FLOAT"
                                        : type.kind().name(),
                        text ? Long.toString(type.length()) : null,
                        fixed ? Integer.toString(type.precision()) : null,
                        fixed ? Integer.toString(type.scale()) : null,
                        column.comment()));
            }
        }
        return new VirtualTable(
                List.of(
                        "TABLE_CATALOG",
                        "TABLE_SCHEMA",
                        "TABLE_NAME",
                        "COLUMN_NAME",
                        "ORDINAL_POSITION",
                        "COLUMN_DEFAULT",
                        "IS_NULLABLE",
                        "DATA_TYPE",
                        "CHARACTER_MAXIMUM_LENGTH",
                        "NUMERIC_PRECISION",
                        "NUMERIC_SCALE",
                        "COMMENT"),
                Set.of("ORDINAL_POSITION", "CHARACTER_MAXIMUM_LENGTH", "NUMERIC_PRECISION", "NUMERIC_SCALE"),
                rows);
    }
}
