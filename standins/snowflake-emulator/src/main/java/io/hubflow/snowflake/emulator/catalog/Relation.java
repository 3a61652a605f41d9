package io.hubflow.snowflake.emulator.catalog;

import io.hubflow.snowflake.emulator.sql.Statement.TableKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A table or a view; both share one name space within a schema. Immutable: ALTER puts a new one in its place. */
public sealed interface Relation {
    ObjectName name();

    String owner();

    Instant createdAt();

    List<Column> columns();

    @Nullable
    String comment();

    /** {@code table} or {@code view}, as error messages have it. */
    String word();

    /** {@code TABLE} or {@code VIEW}, as grants have it. */
    String objectType();

    /** The same with other facts about its columns: comments, tags, masking policies. */
    Relation described(List<Column> columns);

    Relation withComment(@Nullable String changed);

    Relation ownedBy(String changed);

    default Optional<Column> column(String column) {
        return columns().stream().filter(c -> c.name().equals(column)).findFirst();
    }

    /**
     * @param storage the table's name in DuckDB, never used again for another table
     * @param nextColumn number of the next column to be added
     * @param loadedFiles COPY's load metadata: staged path → version of the file that was loaded
     */
    record Table(
            ObjectName name,
            String owner,
            Instant createdAt,
            List<Column> columns,
            @Nullable String comment,
            TableKind kind,
            String storage,
            int nextColumn,
            Map<String, String> loadedFiles)
            implements Relation {
        public Table {
            columns = List.copyOf(columns);
        }

        public static Table create(
                ObjectName name,
                String owner,
                Instant createdAt,
                List<Column> columns,
                @Nullable String comment,
                TableKind kind,
                String storage) {
            return new Table(
                    name, owner, createdAt, columns, comment, kind, storage, columns.size(), new ConcurrentHashMap<>());
        }

        public Table withColumns(List<Column> changed, int next) {
            return new Table(name, owner, createdAt, changed, comment, kind, storage, next, loadedFiles);
        }

        @Override
        public Table described(List<Column> changed) {
            return withColumns(changed, nextColumn);
        }

        @Override
        public Table withComment(@Nullable String changed) {
            return new Table(name, owner, createdAt, columns, changed, kind, storage, nextColumn, loadedFiles);
        }

        @Override
        public Table ownedBy(String changed) {
            return new Table(name, changed, createdAt, columns, comment, kind, storage, nextColumn, loadedFiles);
        }

        public Table named(ObjectName changed) {
            return new Table(changed, owner, createdAt, columns, comment, kind, storage, nextColumn, loadedFiles);
        }

        @Override
        public String word() {
            return "table";
        }

        @Override
        public String objectType() {
            return "TABLE";
        }
    }

    /**
     * @param text the query as written; it runs with the owner's rights
     * @param database where unqualified names of the query are looked up
     */
    record View(
            ObjectName name,
            String owner,
            Instant createdAt,
            List<Column> columns,
            @Nullable String comment,
            String text,
            String database,
            String schema)
            implements Relation {
        public View {
            columns = List.copyOf(columns);
        }

        @Override
        public String word() {
            return "view";
        }

        @Override
        public String objectType() {
            return "VIEW";
        }

        @Override
        public View described(List<Column> changed) {
            return new View(name, owner, createdAt, changed, comment, text, database, schema);
        }

        @Override
        public View ownedBy(String changed) {
            return new View(name, changed, createdAt, columns, comment, text, database, schema);
        }

        @Override
        public View withComment(@Nullable String changed) {
            return new View(name, owner, createdAt, columns, changed, text, database, schema);
        }
    }
}
