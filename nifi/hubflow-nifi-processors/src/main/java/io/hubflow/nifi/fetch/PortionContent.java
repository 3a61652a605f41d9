package io.hubflow.nifi.fetch;

import io.hubflow.engine.commit.RowsWithFacts;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.fact.LinkEnd;
import io.hubflow.nifi.SliceWork;
import io.hubflow.nifi.record.JsonRowWriter;
import io.hubflow.nifi.record.RecordRowWriter;
import io.hubflow.nifi.record.RowWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a portion has read, as FlowFiles: rows with the facts of their records among them, so that both arrive together. A
 * Record Writer knows rows alone: then the facts are in a FlowFile of their own. Used by one thread at a time.
 */
final class PortionContent implements RowsWithFacts.Sink {
    private final ProcessSession session;
    private final FlowFile slice;
    private final SliceWork work;
    private final List<LinkEnd> ends;
    private final @Nullable RecordSetWriterFactory format;
    private final ComponentLog log;
    private final Map<String, FactTable> tables = new LinkedHashMap<>();

    private @Nullable Content<RowWriter> records;
    private @Nullable Content<JsonRowWriter> apart;
    private long rows;
    private long lowestId = Long.MAX_VALUE;
    private long highestId;
    private long newestMillis;

    /** A FlowFile that is being written. */
    private record Content<W extends RowWriter>(FlowFile flowFile, OutputStream out, W writer) {
        void close() throws IOException {
            writer.close();
            out.close();
        }
    }

    /** @param ends of tables whose rows name records of the object type */
    PortionContent(
            ProcessSession session,
            FlowFile slice,
            SliceWork work,
            List<LinkEnd> ends,
            @Nullable RecordSetWriterFactory format,
            ComponentLog log) {
        this.session = session;
        this.slice = slice;
        this.work = work;
        this.ends = List.copyOf(ends);
        this.format = format;
        this.log = log;
    }

    /** Begins the FlowFile of the rows; to be called by the thread that the session belongs to. */
    void open() {
        try {
            if (records == null) {
                records = openRecords();
            }
            if (format != null && apart == null && work.bringsFacts()) {
                apart = openJson();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SchemaNotFoundException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public void rows(List<Row> some) {
        try {
            for (var row : some) {
                opened(records).writer().write(row);
                rows++;
                lowestId = Math.min(lowestId, row.id());
                highestId = Math.max(highestId, row.id());
                newestMillis = Math.max(newestMillis, Math.floorDiv(row.versionMicros(), 1_000));
                if (row.isDeparted()) {
                    forget(row);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void facts(FactTable table, List<FactSet> sets) {
        try {
            for (var set : sets) {
                tables.put(table.name(), table);
                newestMillis = Math.max(newestMillis, set.readAtMillis());
                json().write(table, set);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forget(Row departed) throws IOException {
        for (var end : ends) {
            tables.put(end.table().name(), end.table());
            json().forget(end.table(), end.column(), departed.id(), end.departedMillis(departed.readAtMillis()));
        }
    }

    private JsonRowWriter json() {
        return opened(records).writer() instanceof JsonRowWriter own
                ? own
                : opened(apart).writer();
    }

    private static <T> T opened(@Nullable T content) {
        if (content == null) {
            throw new IllegalStateException("rows came before the FlowFile was opened");
        }
        return content;
    }

    private Content<RowWriter> openRecords() throws IOException, SchemaNotFoundException {
        var flowFile = session.create(slice);
        var out = session.write(flowFile);
        var writer = format == null
                ? new JsonRowWriter(out, work.schema())
                : RecordRowWriter.open(format, log, slice.getAttributes(), out, work.schema());
        return new Content<>(flowFile, out, writer);
    }

    private Content<JsonRowWriter> openJson() throws IOException {
        var flowFile = session.create(slice);
        var out = session.write(flowFile);
        return new Content<>(flowFile, out, new JsonRowWriter(out, work.schema()));
    }

    /** Ends the FlowFiles. */
    void close() throws IOException {
        if (records != null) {
            records.close();
        }
        if (apart != null) {
            apart.close();
        }
    }

    /** The FlowFile of the rows; absent when there was none. */
    Optional<FlowFile> records() {
        return Optional.ofNullable(records).map(Content::flowFile);
    }

    /** The FlowFile of facts that are not among the rows. */
    Optional<FlowFile> factsApart() {
        return Optional.ofNullable(apart).map(Content::flowFile);
    }

    /** What a reader of the rows may need beside them. */
    Map<String, String> attributes() {
        return records == null ? Map.of() : records.writer().attributes();
    }

    String mimeType() {
        return opened(records).writer().mimeType();
    }

    /** The tables of the facts that were written. */
    Collection<FactTable> tables() {
        return tables.values();
    }

    long rowCount() {
        return rows;
    }

    long lowestId() {
        return lowestId;
    }

    long highestId() {
        return highestId;
    }

    /** The newest time that rows and facts count from, see {@link Row#versionMicros}; 0 = none. */
    long newestMillis() {
        return newestMillis;
    }
}
