package io.hubflow.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.MemoryDestination;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.destination.Row;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is remembered of rows between their staging and their commit. */
final class TableRowsTest {
    private static final ObjectType CONTACTS =
            new ObjectType("contacts", "contacts", "0-1", "lastmodifieddate", "contacts", false, List.of());
    private static final int MOST_COLLECTIONS = 20;

    @Test
    void keepsNoValuesOfRowsThatWait() {
        try (var destination = new MemoryDestination()) {
            var rows = TableRows.of(destination, CONTACTS);
            var text = new WeakReference<>(stage(rows));

            for (var i = 0; i < MOST_COLLECTIONS && !text.refersTo(null); i++) {
                System.gc();
            }

            assertThat(text.refersTo(null)).as("the text can be collected").isTrue();
            assertThat(rows.mustCommit()).isFalse();
        }
    }

    /** @return the row's text, which nobody else knows */
    private static String stage(TableRows rows) {
        var text = "a large text".repeat(1_000);
        rows.staged(List.of(new Row(1, 0, 0, false, Row.NO_TIME, 0, 0, null, new Object[] {text})));
        return text;
    }
}
