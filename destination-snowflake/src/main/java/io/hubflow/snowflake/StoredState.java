package io.hubflow.snowflake;

import io.hubflow.engine.destination.Checkpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    /** When each table was made, as the list of objects said; without those that we made since. */
    private final Map<String, String> made = new HashMap<>();
    /** Tables and parts of reference tables that were others than the last commit had recorded, when this was read. */
    private final Set<String> others = new HashSet<>();
    /** Replaced tables whose records a run reads again. */
    private final Set<String> accepted = new HashSet<>();
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
        made.clear();
        made.putAll(read.made);
        others.addAll(read.others);
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

    /** Of a table that we made just now: nobody has told yet when that was. It holds nothing of what was written to another one. */
    void addObject(String name, String comment) {
        objects.put(name, comment);
        made.remove(name);
        rows.remove(name);
        others.remove(name);
        referenceParts().filter(part -> tableOf(part).equals(name)).forEach(others::add);
    }

    void wasMade(String name, Instant at) {
        made.put(name, at.toString());
    }

    /**
     * Whether somebody put another table in the place of this one since a commit last wrote to the schema: a copy of an hour ago,
     * say, of which the checkpoints know nothing. A schema that was copied or restored as a whole has the checkpoints of its rows.
     *
     * @param table a table, or a {@link #part} of a reference table
     */
    boolean isReplaced(String table) {
        return others.contains(table) && !isCopy() && !accepted.contains(table);
    }

    /** Whether this machine cannot know its rows, because it is another table than was known here. */
    boolean hasOtherRows(String table) {
        return others.contains(table) || isCopy();
    }

    /** Whether the checkpoints themselves are another table than the last commit wrote: all tables were restored together. */
    private boolean isCopy() {
        return others.contains(Place.STATE) || others.contains(Place.META);
    }

    /**
     * What one object type, or nobody in particular, writes into a reference table. Each part has its own record of the table that
     * it was written to: whoever writes one again says nothing of the others.
     *
     * @param scopeValue as in {@link io.hubflow.engine.destination.ReferenceTable}
     */
    static String part(String table, String scopeValue) {
        return table + "/" + scopeValue;
    }

    private static String tableOf(String name) {
        var slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }

    /** Everything has been read: finds the tables that are others than the last commit had recorded. */
    void findOthers() {
        Stream.concat(made.keySet().stream(), referenceParts())
                .filter(this::isAnother)
                .forEach(others::add);
    }

    private Stream<String> referenceParts() {
        return entries.values().stream()
                .filter(entry -> entry.kind() == StateKind.REFERENCE)
                .map(Entry::name);
    }

    private boolean isAnother(String name) {
        var now = made.get(tableOf(name));
        var recorded = recordedMade(name);
        return now != null && !recorded.isEmpty() && !recorded.equals(now);
    }

    private String recordedMade(String name) {
        return find(StateKind.MADE, name).map(Entry::state).orElse("");
    }

    /** A run that was told of it has planned to read everything again. */
    void accept(String table) {
        accepted.add(table);
    }

    /**
     * When tables were made, where that is not recorded yet; empty for those that we made and nobody told of yet.
     *
     * @param written parts of reference tables that this commit writes
     */
    Map<String, String> unrecordedMade(Set<String> written) {
        var unrecorded = new TreeMap<String, String>();
        Stream.concat(referenceParts(), written.stream())
                .filter(part -> written.contains(part) || recordedMade(part).isEmpty() || isCopy())
                .forEach(part -> addUnrecorded(part, unrecorded));
        Stream.of(
                        tables.values().stream().map(WarehouseTable::table),
                        factTables().stream(),
                        Stream.of(Place.STATE, Place.META))
                .flatMap(names -> names)
                .filter(name -> hasObject(name) && !isReplaced(name))
                .forEach(name -> addUnrecorded(name, unrecorded));
        return unrecorded;
    }

    private void addUnrecorded(String name, Map<String, String> unrecorded) {
        var now = made.getOrDefault(tableOf(name), "");
        if (!now.equals(recordedMade(name))) {
            unrecorded.put(name, now);
        }
    }

    /** A part of a reference table was written again as a whole. */
    void wrote(String part) {
        others.remove(part);
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
