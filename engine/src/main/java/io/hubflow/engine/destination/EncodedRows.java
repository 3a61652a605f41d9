package io.hubflow.engine.destination;

import java.util.List;

/** Rows in the form that a {@link RowEncoder} gave them. */
public interface EncodedRows {
    /** Rows that were not encoded: they are kept as they are. */
    record Plain(List<Row> rows) implements EncodedRows {
        public Plain {
            rows = List.copyOf(rows);
        }
    }
}
