package io.hubflow.engine.commit;

import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.fact.FactReader;
import io.hubflow.engine.fact.FactRequest;
import java.util.List;

/**
 * Rows on their way to a sink, followed by the facts of their records: for those who do not commit themselves. The facts of
 * a thousand records are read while the next ones come, as {@link FactGroups} describes. Used by one thread; the sink is
 * called by one thread at a time, which may be another one.
 */
public final class RowsWithFacts implements AutoCloseable {
    private final FactGroups<List<Row>> groups;
    private final Sink sink;

    public RowsWithFacts(List<FactReader> readers, Sink sink) {
        this.sink = sink;
        this.groups = new FactGroups<>(readers, List.of(), List::size, this::handOn);
    }

    /** Takes rows in the order in which they were added, each group of rows before its facts. */
    public interface Sink {
        void rows(List<Row> rows);

        void facts(FactTable table, List<FactSet> sets);
    }

    /**
     * @param request records of the rows whose facts are wanted
     * @throws io.hubflow.error.ConnectorException when facts of these or earlier rows could not be read
     */
    public void add(List<Row> rows, FactRequest request) {
        groups.add(new FactGroups.Taken<>(rows, List.of(), state -> state), request);
    }

    /** Waits until the sink has all rows and facts. */
    public void finish() {
        groups.drain();
    }

    /** Forgets what the sink has not been given. */
    @Override
    public void close() {
        groups.close();
    }

    private void handOn(FactGroups.Group<List<Row>> group) {
        group.taken().forEach(some -> sink.rows(some.rows()));
        group.facts().forEach(some -> sink.facts(some.reader().table(), some.sets()));
    }
}
