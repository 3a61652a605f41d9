package io.hubflow.snowflake;

import io.hubflow.engine.destination.Checkpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code _HUBFLOW_CHECKPOINTS} and the schema's list of objects held when they were last read, kept up to date by our
 * own commits. Guarded by the destination's lock.
 */
final class StoredState {
    /** @param sequence the checkpoint's, or the format of the state; 0 for other kinds of entries */
    record Entry(StateKind kind, String name, long sequence, String state, String commitId) {}

    private final Map<String, Entry> entries = new HashMap<>();
    /** Tables and views of the schema, by exact name, with their comments. */
    private final Map<String, String> objects = new HashMap<>();

    private final Map<String, Long> rows = new HashMap<>();
    /** By the engine's name; may be ahead of what is recorded, until the commit that records it. */
    private final Map<String, WarehouseTable> tables = new HashMap<>();

    void put(Entry entry) {
        entries.put(entry.kind() + "/" + entry.name(), entry);
        if (entry.kind() == StateKind.TABLE) {
            plan(WarehouseTable.fromJson(entry.name(), entry.state()));
        }
    }

    /** Takes over what was read just now. */
    void replaceBy(StoredState read) {
        entries.clear();
        entries.putAll(read.entries);
        objects.clear();
        objects.putAll(read.objects);
        rows.clear();
        rows.putAll(read.rows);
        tables.clear();
        tables.putAll(read.tables);
    }

    void plan(WarehouseTable table) {
        tables.put(WarehouseTable.key(table.name()), table);
    }

    /** Every table of CRM records, also those that were dropped since. */
    List<WarehouseTable> tables() {
        return List.copyOf(tables.values());
    }

    /** Tables whose record is missing or old. */
    List<WarehouseTable> unrecorded() {
        return tables.values().stream().filter(t -> !isRecorded(t)).toList();
    }

    boolean isRecorded(WarehouseTable table) {
        return find(StateKind.TABLE, table.table())
                .filter(e -> e.state().equals(table.toJson()))
                .isPresent();
    }

    Optional<Entry> find(StateKind kind, String name) {
        return Optional.ofNullable(entries.get(kind + "/" + name));
    }

    void addObject(String name, String comment) {
        objects.put(name, comment);
    }

    void countRows(String name, @Nullable String count) {
        if (count != null && count.matches("\\d{1,18}")) {
            rows.put(name, Long.valueOf(count));
        }
    }

    /** Rows of a table when the state was loaded, where Snowflake told. */
    Optional<Long> rows(String name) {
        return Optional.ofNullable(rows.get(name));
    }

    /** Commits of all writers so far. */
    long commits() {
        return commits(entries.values());
    }

    static long commits(Collection<Entry> entries) {
        return entries.stream()
                .filter(e -> e.kind() == StateKind.META)
                .map(e -> Long.parseLong(e.state()))
                .findFirst()
                .orElse(0L);
    }

    boolean hasObject(String name) {
        return objects.containsKey(name);
    }

    /** Whether the object carries the comment that hubflow gives to what it makes. */
    boolean isOurs(String name) {
        return objects.getOrDefault(name, "").startsWith(Ddl.COMMENT);
    }

    /** Tables and views that hubflow made, by exact name. */
    Set<String> ownObjects() {
        return objects.keySet().stream().filter(this::isOurs).collect(Collectors.toSet());
    }

    List<Checkpoint> checkpoints() {
        var checkpoints = new ArrayList<Checkpoint>();
        for (var entry : entries.values()) {
            if (entry.kind() == StateKind.STREAM) {
                checkpoints.add(new Checkpoint(entry.name(), entry.sequence(), entry.state()));
            }
        }
        return checkpoints;
    }

    long sequence(String stream) {
        return find(StateKind.STREAM, stream).map(Entry::sequence).orElse(0L);
    }

    boolean isOfFacts(String name) {
        return describedAs(name).equals(Ddl.FACTS);
    }

    /** The tables of facts, by exact name. */
    List<String> factTables() {
        return objects.keySet().stream().filter(this::isOfFacts).toList();
    }

    /** By the engine's name, in any case; also one that was dropped since. */
    Optional<WarehouseTable> findTable(String name) {
        return Optional.ofNullable(tables.get(WarehouseTable.key(name)));
    }

    /** What the object's comment says after hubflow's mark. */
    String describedAs(String name) {
        var comment = objects.getOrDefault(name, "");
        return comment.startsWith(Ddl.COMMENT) ? comment.substring(Ddl.COMMENT.length()) : "";
    }
}
