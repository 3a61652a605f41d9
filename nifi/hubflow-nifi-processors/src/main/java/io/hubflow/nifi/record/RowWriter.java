package io.hubflow.nifi.record;

import io.hubflow.engine.destination.Row;
import java.io.Closeable;
import java.io.IOException;

/** Rows on their way into a FlowFile's content. Closing it ends the content and leaves the stream open. */
public interface RowWriter extends Closeable {
    void write(Row row) throws IOException;

    /** Of the content. */
    String mimeType();
}
