package io.hubflow.duckdb;

import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactSetWriter;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.FactTable;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets of facts on their way, spooled as bytes until a commit hands them to DuckDB. */
final class DuckDbFactStage implements FactStage {
    private final Path database;
    private final FactTable table;
    private final SpoolQueue<FactSpool> spools;
    private long lastNumber;

    DuckDbFactStage(Path database, FactTable table) {
        this.database = database;
        this.table = table;
        this.spools = new SpoolQueue<>(() -> new FactSpool(database, table));
    }

    @Override
    public FactTable table() {
        return table;
    }

    @Override
    public synchronized void append(FactSet set) {
        requireOpen().append(++lastNumber, set.ownerId(), set.readAtMillis(), set.rows());
    }

    @Override
    public synchronized FactSetWriter open(long ownerId, long readAtMillis) {
        requireOpen();
        return new Writer(++lastNumber, ownerId, readAtMillis);
    }

    @Override
    public synchronized void forget(String column, long id, long readAtMillis) {
        requireOpen().forget(column, id, readAtMillis);
    }

    @Override
    public synchronized long stagedEntries() {
        return spools.entries();
    }

    @Override
    public synchronized long stagedBytes() {
        return spools.weight();
    }

    @Override
    public synchronized void close() {
        spools.close();
    }

    synchronized List<FactSpool> take() {
        return spools.take();
    }

    synchronized void settle(SpoolQueue.Outcome outcome) {
        spools.settle(outcome);
    }

    private synchronized void stage(FactSpool set) {
        if (requireOpen().takesOver(set)) {
            set.close();
        } else {
            spools.add(set);
        }
    }

    private FactSpool requireOpen() {
        return spools.requireOpen(table.name());
    }

    /** A set in a spool of its own until it is complete. */
    private final class Writer implements FactSetWriter {
        private final long number;
        private final long ownerId;
        private final FactSpool spool = new FactSpool(database, table);
        private boolean staged;

        Writer(long number, long ownerId, long readAtMillis) {
            this.number = number;
            this.ownerId = ownerId;
            spool.append(number, ownerId, readAtMillis, List.of());
        }

        @Override
        public void append(List<@Nullable Object[]> rows) {
            spool.appendRows(number, ownerId, rows);
        }

        @Override
        public void complete() {
            stage(spool);
            staged = true;
        }

        @Override
        public void close() {
            if (!staged) {
                spool.close();
            }
        }
    }
}
