package io.hubflow.engine.commit;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.RowEncoder;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import java.util.Set;

/**
 * Where one object type's rows go.
 *
 * @param unreadColumns columns of the table that no row brings, because their properties are not read; their values stay
 * @param deletes what becomes of the rows of departed records
 */
public record RowTarget(Destination destination, TableSchema schema, Set<String> unreadColumns, DeleteMode deletes) {
    public RowTarget {
        unreadColumns = Set.copyOf(unreadColumns);
    }

    RowEncoder rowEncoder() {
        return destination.rowEncoder(schema, deletes);
    }

    /** A stage for rows that lack these columns. */
    TableStage openStage(Set<String> columns) {
        return destination.openStage(schema, columns, deletes);
    }
}
