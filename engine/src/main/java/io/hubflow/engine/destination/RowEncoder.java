package io.hubflow.engine.destination;

import java.util.List;

/**
 * Brings rows of one table into the form in which its stages keep them. Rows of hundreds of columns that wait for their links take
 * several times less memory in it, and the thread that read them does the work. Thread-safe.
 */
@FunctionalInterface
public interface RowEncoder {
    /** For stages that want the rows as they are. */
    RowEncoder PLAIN = EncodedRows.Plain::new;

    /**
     * @return what every stage of the table with the same schema and the same {@link DeleteMode} takes
     * @throws IllegalArgumentException when a value is not of its column's class
     */
    EncodedRows encode(List<Row> rows);
}
