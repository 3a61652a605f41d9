package io.hubflow.benchmarks;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactSetWriter;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.FlushPolicy;
import io.hubflow.engine.destination.KnownRecord;
import io.hubflow.engine.destination.LiveIds;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts rows and keeps none of them. Flushes as Snowflake does. Thread-safe. */
final class DiscardingDestination implements Destination {
    private final AtomicLong rows = new AtomicLong();

    /** Appended so far. */
    long rows() {
        return rows.get();
    }

    @Override
    public String description() {
        return "nowhere";
    }

    @Override
    public FlushPolicy flushPolicy() {
        return new FlushPolicy(1_000_000, 1_500_000_000, Duration.ofMinutes(5));
    }

    @Override
    public void verifyWritable() {}

    @Override
    public List<Checkpoint> loadCheckpoints() {
        return List.of();
    }

    @Override
    public Optional<TableSchema> findTable(String table) {
        return Optional.empty();
    }

    @Override
    public Map<String, List<KnownRecord>> sampleRecords(int perTable) {
        return Map.of();
    }

    @Override
    public LiveIds liveIds(String table) {
        return LiveIds.NONE;
    }

    @Override
    public TableStage openStage(TableSchema schema, Set<String> unreadColumns, DeleteMode deletes) {
        return new Stage(schema);
    }

    @Override
    public FactStage openFacts(FactTable table) {
        return new Facts(table);
    }

    @Override
    public CommitResult commit(Commit commit) {
        return new CommitResult(
                commit.stages().stream()
                        .map(stage ->
                                new CommitResult.TableResult(stage.schema().table(), ((Stage) stage).take(), 0, 0))
                        .toList(),
                commit.factStages().stream()
                        .map(stage ->
                                new CommitResult.FactResult(stage.table().name(), ((Facts) stage).take(), 0, 0, 0))
                        .toList());
    }

    @Override
    public void close() {}

    private final class Stage implements TableStage {
        private final TableSchema schema;
        private final AtomicLong staged = new AtomicLong();

        Stage(TableSchema schema) {
            this.schema = schema;
        }

        @Override
        public TableSchema schema() {
            return schema;
        }

        @Override
        public void append(List<Row> appended) {
            staged.addAndGet(appended.size());
            rows.addAndGet(appended.size());
        }

        long take() {
            return staged.getAndSet(0);
        }

        @Override
        public long stagedRows() {
            return staged.get();
        }

        @Override
        public long stagedBytes() {
            return staged.get() * 1_000;
        }

        @Override
        public void close() {
            staged.set(0);
        }
    }

    private static final class Facts implements FactStage {
        private final FactTable table;
        private final AtomicLong staged = new AtomicLong();

        Facts(FactTable table) {
            this.table = table;
        }

        @Override
        public FactTable table() {
            return table;
        }

        @Override
        public void append(FactSet set) {
            staged.addAndGet(set.rows().size());
        }

        @Override
        public FactSetWriter open(long ownerId, long readAtMillis) {
            return new FactSetWriter() {
                @Override
                public void append(List<@Nullable Object[]> rows) {
                    staged.addAndGet(rows.size());
                }

                @Override
                public void complete() {}

                @Override
                public void close() {}
            };
        }

        @Override
        public void forget(String column, long id, long readAtMillis) {
            staged.incrementAndGet();
        }

        long take() {
            return staged.getAndSet(0);
        }

        @Override
        public long stagedEntries() {
            return staged.get();
        }

        @Override
        public long stagedBytes() {
            return staged.get() * 50;
        }

        @Override
        public void close() {
            staged.set(0);
        }
    }
}
