package io.hubflow.nifi.put;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.FlushPolicy;
import io.hubflow.engine.destination.KnownRecord;
import io.hubflow.engine.destination.LiveIds;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.nifi.api.DestinationService;
import io.hubflow.nifi.api.OpenDestination;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.nifi.controller.AbstractControllerService;
import org.jspecify.annotations.Nullable;

/** A warehouse in memory: keeps the newest version of each row, and fails for the tables it is told to fail for. */
public final class MemoryDestination extends AbstractControllerService implements DestinationService {
    final Map<String, TableSchema> schemas = new HashMap<>();
    final Map<String, Map<Long, Row>> tables = new HashMap<>();
    final List<QuarantinedRow> quarantined = new ArrayList<>();
    final List<ReferenceTable> references = new ArrayList<>();
    final Set<String> refused = new HashSet<>();
    final Map<String, Checkpoint> checkpoints = new HashMap<>();
    /** Of each stage, in the order of opening. */
    final List<Set<String>> unread = new ArrayList<>();

    private final Map<String, Set<String>> lostColumns = new HashMap<>();
    private boolean billsCounts;
    private final MemoryFactTables facts = new MemoryFactTables();

    int commits;
    boolean down;

    /** As a user drops a table: its checkpoints stay. */
    public void drop(String table) {
        schemas.remove(table);
        tables.remove(table);
        facts.drop(table);
        references.removeIf(one -> one.name().equals(table));
    }

    /** As a user drops a column; the next rows of the table make it again. */
    public void drop(String table, String column) {
        lostColumns.put(table, Set.of(column));
    }

    /** As when another file or schema is set. */
    public void becomeAnother() {
        schemas.clear();
        tables.clear();
        facts.clear();
        references.clear();
        checkpoints.clear();
    }

    /** The state beside the rows of an object type. */
    public ObjectState state(String objectType) {
        var checkpoint = Objects.requireNonNull(checkpoints.get(objectType), objectType);
        return StateCodec.read(objectType, checkpoint.state(), ObjectState.class);
    }

    /** As another writer leaves it. */
    public void mend(String objectType, UnaryOperator<ObjectState> change) {
        var state = StateCodec.write(change.apply(state(objectType)));
        checkpoints.computeIfPresent(
                objectType, (stream, before) -> new Checkpoint(stream, before.sequence() + 1, state));
    }

    /** What is known of the portal that the tables belong to. */
    public PortalIdentity portal() {
        var checkpoint = Objects.requireNonNull(checkpoints.get(PortalIdentity.STREAM), PortalIdentity.STREAM);
        return StateCodec.read(PortalIdentity.STREAM, checkpoint.state(), PortalIdentity.class);
    }

    public boolean hasState(String objectType) {
        return checkpoints.containsKey(objectType);
    }

    public long updatedAtMillis(String table, long id) {
        return Objects.requireNonNull(tables.getOrDefault(table, Map.of()).get(id), () -> table + " " + id)
                .updatedAtMillis();
    }

    /** The columns that the rows of each stage did not bring, in the order of opening. */
    public List<Set<String>> unread() {
        return List.copyOf(unread);
    }

    /** Ids of the rows of a table. */
    public Set<Long> ids(String table) {
        return Set.copyOf(tables.getOrDefault(table, Map.of()).keySet());
    }

    /** Names of the reference tables that were written. */
    public Set<String> references() {
        return references.stream().map(ReferenceTable::name).collect(Collectors.toSet());
    }

    /** The values of each row of a table of facts, in the order of its columns. */
    public List<List<@Nullable Object>> facts(String table) {
        return facts.rows(table);
    }

    /** As a warehouse whose rows are not known on this node: to count them, it has to be started. */
    public void billCounts() {
        billsCounts = true;
    }

    /** Ids of the rows of a table that are so. */
    public Set<Long> rowsThatAre(String table, Predicate<Row> so) {
        return tables.getOrDefault(table, Map.of()).values().stream()
                .filter(so)
                .map(Row::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The value of a row that is there; null also where it was written before the column came. */
    public @Nullable Object value(String table, long id, int column) {
        var rows = Objects.requireNonNull(tables.get(table), table);
        var row = Objects.requireNonNull(rows.get(id), () -> table + " " + id);
        return column < row.valueCount() ? row.value(column) : null;
    }

    /** The columns of a table, in the order of its rows' values. */
    public List<Column> columns(String table) {
        return Objects.requireNonNull(schemas.get(table), table).columns();
    }

    @Override
    public Connection getConnection() {
        throw new UnsupportedOperationException("rows come by openDestination");
    }

    @Override
    public OpenDestination openDestination() {
        if (down) {
            throw new ConnectorException(ErrorCode.DESTINATION_UNREACHABLE, "The warehouse is down.", "", "Wait.");
        }
        return OpenDestination.owned(new Warehouse());
    }

    private final class Warehouse implements Destination {
        @Override
        public String description() {
            return "memory";
        }

        @Override
        public FlushPolicy flushPolicy() {
            return new FlushPolicy(1_000, 1 << 20, Duration.ofSeconds(1));
        }

        @Override
        public void verifyWritable() {}

        @Override
        public List<Checkpoint> loadCheckpoints() {
            return List.copyOf(checkpoints.values());
        }

        @Override
        public Optional<TableSchema> findTable(String table) {
            return Optional.ofNullable(schemas.get(table));
        }

        @Override
        public Set<String> lostColumns(String table) {
            return lostColumns.getOrDefault(table, Set.of());
        }

        @Override
        public Map<String, List<KnownRecord>> sampleRecords(int perTable) {
            return Map.of();
        }

        @Override
        public TableStage openStage(TableSchema schema, Set<String> unreadColumns, DeleteMode deletes) {
            unread.add(unreadColumns);
            return new Stage(schema);
        }

        @Override
        public FactStage openFacts(FactTable table) {
            return facts.open(table);
        }

        @Override
        public boolean hasTable(String table) {
            return schemas.containsKey(table)
                    || facts.has(table)
                    || references.stream().anyMatch(one -> one.name().equals(table));
        }

        @Override
        public LiveIds liveIds(String table) {
            return new LiveIds() {
                @Override
                public boolean isFree() {
                    return !billsCounts;
                }

                @Override
                public long count(long fromId, long toId, long createdBeforeMillis) {
                    return alive(fromId, toId)
                            .filter(row -> row.createdAtMillis() < createdBeforeMillis)
                            .count();
                }

                @Override
                public PrimitiveIterator.OfLong ids(long fromId, long toId) {
                    return alive(fromId, toId).mapToLong(Row::id).sorted().iterator();
                }

                @Override
                public PrimitiveIterator.OfLong archivedIds() {
                    return tables.getOrDefault(table, Map.of()).values().stream()
                            .filter(row -> row.archived() && !row.isTombstone())
                            .mapToLong(Row::id)
                            .sorted()
                            .iterator();
                }

                private Stream<Row> alive(long fromId, long toId) {
                    return tables.getOrDefault(table, Map.of()).values().stream()
                            .filter(row -> !row.isDeparted() && row.id() >= fromId && row.id() < toId);
                }
            };
        }

        @Override
        public CommitResult commit(Commit commit) {
            for (var stage : commit.stages()) {
                if (refused.contains(stage.schema().table())) {
                    throw new ConnectorException(
                            ErrorCode.DESTINATION_REFUSED,
                            "No grant on " + stage.schema().table() + ".",
                            "",
                            "Grant it.");
                }
            }
            for (var checkpoint : commit.checkpoints()) {
                var known = checkpoints.get(checkpoint.stream());
                if (checkpoint.sequence() != (known == null ? 1 : known.sequence() + 1)) {
                    throw new ConnectorException(
                            ErrorCode.DESTINATION_STATE_MOVED, "Another has written.", "", "Try again.");
                }
            }
            commit.checkpoints().forEach(checkpoint -> checkpoints.put(checkpoint.stream(), checkpoint));
            commits++;
            quarantined.addAll(commit.quarantined());
            references.addAll(commit.references());
            return new CommitResult(
                    commit.stages().stream().map(stage -> merge((Stage) stage)).toList(),
                    commit.factStages().stream()
                            .map(stage -> facts.merge((MemoryFactTables.Stage) stage))
                            .toList());
        }

        private CommitResult.TableResult merge(Stage stage) {
            schemas.put(stage.schema.table(), stage.schema);
            lostColumns.remove(stage.schema.table());
            var table = tables.computeIfAbsent(stage.schema.table(), name -> new HashMap<>());
            var inserted = 0;
            for (var row : stage.rows) {
                var known = table.get(row.id());
                if (known == null || known.versionMicros() <= row.versionMicros()) {
                    table.put(row.id(), row);
                }
                inserted += known == null ? 1 : 0;
            }
            return new CommitResult.TableResult(stage.schema.table(), inserted, stage.rows.size() - inserted, 0);
        }

        @Override
        public void close() {}
    }

    private static final class Stage implements TableStage {
        private final TableSchema schema;
        private final List<Row> rows = new ArrayList<>();

        Stage(TableSchema schema) {
            this.schema = schema;
        }

        @Override
        public TableSchema schema() {
            return schema;
        }

        @Override
        public void append(List<Row> more) {
            rows.addAll(more);
        }

        @Override
        public long stagedRows() {
            return rows.size();
        }

        @Override
        public long stagedBytes() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
