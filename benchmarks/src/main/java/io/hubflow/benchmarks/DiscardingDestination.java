package io.hubflow.benchmarks;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.FlushPolicy;
import io.hubflow.engine.destination.KnownRecord;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

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
    public TableStage openStage(TableSchema schema, Set<String> unreadColumns) {
        return new Stage(schema);
    }

    @Override
    public CommitResult commit(Commit commit) {
        return new CommitResult(commit.stages().stream()
                .map(stage -> new CommitResult.TableResult(stage.schema().table(), ((Stage) stage).take(), 0, 0))
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
}
