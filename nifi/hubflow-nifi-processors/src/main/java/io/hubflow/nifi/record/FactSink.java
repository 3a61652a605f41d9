package io.hubflow.nifi.record;

import io.hubflow.engine.destination.FactSetWriter;
import io.hubflow.engine.destination.FactTable;

/** Takes the facts that stand among the rows of a FlowFile's content. */
public interface FactSink {
    /** None are expected. */
    FactSink NONE = new FactSink() {
        @Override
        public FactTable table(String name) throws UnreadableRecordException {
            throw new UnreadableRecordException(
                    "the content holds facts of " + name + ", which the attribute hubspot.facts does not name");
        }

        @Override
        public FactSetWriter open(FactTable table, long ownerId, long readAtMillis) {
            throw new IllegalStateException("no facts are taken of " + table.name());
        }

        @Override
        public void forget(FactTable table, String column, long id, long readAtMillis) {
            throw new IllegalStateException("no facts are taken of " + table.name());
        }
    };

    /** @throws UnreadableRecordException when the FlowFile names no such table */
    FactTable table(String name) throws UnreadableRecordException;

    /** Begins the set of one owner. */
    FactSetWriter open(FactTable table, long ownerId, long readAtMillis);

    /** A record has left; see {@link io.hubflow.engine.destination.FactStage#forget}. */
    void forget(FactTable table, String column, long id, long readAtMillis);
}
