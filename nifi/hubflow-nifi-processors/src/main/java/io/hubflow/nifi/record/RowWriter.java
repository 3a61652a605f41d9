package io.hubflow.nifi.record;

import io.hubflow.engine.destination.Row;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/** Rows on their way into a FlowFile's content. Closing it ends the content and leaves the stream open. */
public interface RowWriter extends Closeable {
    void write(Row row) throws IOException;

    /** Of the content. */
    String mimeType();

    /** What a reader of the content may need beside it, as FlowFile attributes; known once it is closed. */
    default Map<String, String> attributes() {
        return Map.of();
    }
}
