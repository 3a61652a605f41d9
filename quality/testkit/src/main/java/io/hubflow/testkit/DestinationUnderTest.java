package io.hubflow.testkit;

import io.hubflow.engine.destination.Destination;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One empty place that a destination can be opened on, and what the suite needs besides the port. */
public interface DestinationUnderTest {
    /** Opens the place for writing; the suite closes it before it opens it again. */
    Destination open();

    /**
     * All rows of a table by lower-cased column name, with the classes that
     * {@link io.hubflow.engine.destination.ColumnType} names; works while the destination is open and after.
     */
    List<Map<String, @Nullable Object>> read(String table);

    /**
     * The comments of a table of records and of its columns, where people see them, by lower-cased column; the table's own has
     * an empty name. Columns without a comment are left out.
     */
    Map<String, String> comments(String table);

    /** The name under which people see the columns of a table of records. */
    default String shown(String table) {
        return table;
    }

    /** All tables, hubflow's own among them, lower-cased. */
    Set<String> tables();

    /** Runs SQL that another user of the warehouse could run; the destination is closed. */
    void execute(String sql);

    Set<Capability> capabilities();

    /** What not every warehouse promises. */
    enum Capability {
        /** A second opening is refused while the first lasts. */
        KEEPS_SECOND_WRITER_OUT,
        /** JSON comes back as the text that was written. */
        KEEPS_JSON_TEXT,
        /** Every character but those of a lone surrogate is kept in text, NUL too. */
        KEEPS_NUL
    }
}
