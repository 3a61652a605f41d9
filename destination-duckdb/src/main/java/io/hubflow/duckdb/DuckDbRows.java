package io.hubflow.duckdb;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.EncodedRows;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.RowEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows as the spool keeps them.
 *
 * @param frames a frame of {@link RowCodec} for each row that has values
 * @param departures what the others say
 */
record DuckDbRows(ByteSink frames, List<Departures.Departure> departures) implements EncodedRows {
    /** Makes them. Thread-safe. */
    static final class Encoder implements RowEncoder {
        private static final int FIRST_BYTES = 1 << 12;

        private final List<Column> columns;
        private final DeleteMode deletes;
        /** Of a row as it was seen last, so that the room for the next rows is neither too small nor much too large. */
        private volatile int rowBytes;

        Encoder(List<Column> columns, DeleteMode deletes) {
            this.columns = columns;
            this.deletes = deletes;
        }

        @Override
        public DuckDbRows encode(List<Row> rows) {
            var frames = new ByteSink(Math.max(FIRST_BYTES, rowBytes * rows.size()));
            var departures = new ArrayList<Departures.Departure>();
            for (var row : rows) {
                if (row.isTombstone() || (row.archived() && deletes == DeleteMode.HARD)) {
                    departures.add(Departures.Departure.of(row));
                } else {
                    RowCodec.write(frames, row, columns);
                }
            }
            frames.trim();
            var encoded = rows.size() - departures.size();
            if (encoded > 0) {
                var average = frames.size() / encoded;
                rowBytes = average + average / 16;
            }
            return new DuckDbRows(frames, departures);
        }
    }
}
