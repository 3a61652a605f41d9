package io.hubflow.nifi.record;

import io.hubflow.engine.destination.Row;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Rows out of a FlowFile's content. */
public interface RowReader extends Closeable {
    /**
     * @return null at the end
     * @throws UnreadableRecordException when the content is no record of this table; the rest cannot be trusted then
     */
    @Nullable
    Row next() throws IOException;
}
