package io.hubflow.nifi.fetch;

import io.hubflow.engine.checkpoint.ListPosition;
import io.hubflow.engine.commit.RowsWithFacts;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.fact.FactRequest;
import io.hubflow.engine.load.RangeReading;
import io.hubflow.engine.plan.Landing;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Batch;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.read.SliceSink;
import io.hubflow.nifi.Bulletins;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.SliceRanges;
import io.hubflow.nifi.SliceWork;
import io.hubflow.nifi.StoredForm;
import io.hubflow.nifi.record.FactTablesText;
import io.hubflow.nifi.record.JsonRowWriter;
import io.hubflow.nifi.record.QuarantineLines;
import io.hubflow.nifi.record.SchemaText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.jspecify.annotations.Nullable;

/** Takes the batches of one slice into one FlowFile, until it is full; then the rest of the slice is left for later. */
final class Portion implements SliceSink {
    private final ProcessSession session;
    private final FlowFile slice;
    private final SliceWork work;
    private final String url;
    private final int maxRecords;
    private final long deadlineNanos;
    private final Bulletins bulletins;
    private final ComponentLog log;
    private final long startNanos = System.nanoTime();
    private final List<QuarantinedRow> quarantined = new ArrayList<>();

    private final SliceFacts facts;
    private final PortionContent content;
    private final RowsWithFacts rows;
    private long taken;
    private Set<String> hiddenColumns = Set.of();
    private boolean stopped;
    private long coveredTo;
    private IdIntervals covered = IdIntervals.NONE;
    private long stopAt = IdRange.END;
    private @Nullable ListPosition serialNext;
    private boolean interleaved;
    private Optional<RangeReading.Left> left = Optional.empty();

    Portion(
            ProcessSession session,
            FlowFile slice,
            SliceWork work,
            SliceFacts facts,
            String url,
            @Nullable RecordSetWriterFactory format,
            int maxRecords,
            long deadlineNanos,
            Bulletins bulletins,
            ComponentLog log) {
        this.session = session;
        this.slice = slice;
        this.work = work;
        this.url = url;
        this.facts = facts;
        this.content = new PortionContent(session, slice, work, facts.ends(), format, log);
        this.rows = new RowsWithFacts(facts.readers(), content);
        this.maxRecords = maxRecords;
        this.deadlineNanos = deadlineNanos;
        this.bulletins = bulletins;
        this.log = log;
        this.coveredTo = SliceRanges.of(work.slice()).from();
    }

    @Override
    public long accept(Batch batch) {
        if (isOfOtherColumns(batch)) {
            // What is left of the slice is read again, into a FlowFile of its own.
            stopped = true;
            stopAt = Math.min(stopAt, coveredTo);
        }
        if (stopped) {
            return stopAt;
        }
        quarantined.addAll(batch.quarantined());
        batch.covered().ifPresent(range -> {
            covered = covered.plus(range);
            coveredTo = Math.max(coveredTo, range.to());
        });
        if (!batch.rows().isEmpty() || !batch.tombstones().isEmpty()) {
            content.open();
            var all = new ArrayList<>(batch.rows());
            if (work.deletes() != DeleteMode.IGNORE) {
                all.addAll(batch.tombstones());
            }
            rows.add(all, request(batch));
            taken += batch.rows().size();
        }
        if (stopAt == IdRange.END && !batch.rows().isEmpty() && isFull()) {
            stopAt = batch.rows().stream().mapToLong(row -> row.id()).max().getAsLong() + 1;
        }
        return stopAt;
    }

    /** Takes ids that are read by searches and lists at once. When it is full, what is under way still comes. */
    void interleave(RangeReading reading) {
        interleaved = true;
        left = reading.read((Slice.Snapshot) work.slice(), work.interleavedRows(), this);
        if (left.filter(rest -> !rest.interleaved()).isPresent()) {
            bulletins.warn(
                    log,
                    "searched " + work.type().name(),
                    work.type().name()
                            + " are searched, because HubSpot's list did not go on from the id that it was entered at, or"
                            + " its searches do not sort ids as numbers. That is slower; nothing is lost.");
        }
    }

    /** Facts are asked for records that are there; those that changed may be linked from the other side, too. */
    private FactRequest request(Batch batch) {
        var ids = batch.rows().stream()
                .filter(row -> !row.isDeparted())
                .map(Row::id)
                .distinct()
                .toList();
        var changed = work.slice() instanceof Slice.Changes || bringsRecordsBack();
        return new FactRequest(ids, changed ? ids : List.of());
    }

    /** While the filter changes, records come back into it: their links had gone on both sides. */
    private boolean bringsRecordsBack() {
        return work.bySearchedIds() && work.slice() instanceof Slice.Snapshot;
    }

    /** All rows of a FlowFile lack the same columns: it says nothing about them, and the table keeps what it holds there. */
    private boolean isOfOtherColumns(Batch batch) {
        if (batch.rows().isEmpty()) {
            return false;
        }
        var hidden = new HashSet<String>();
        batch.rows().forEach(row -> hidden.addAll(row.hiddenColumns()));
        if (taken == 0) {
            hiddenColumns = hidden;
            if (!hidden.isEmpty()) {
                bulletins.warn(
                        log,
                        "hidden " + work.type().name() + " " + hidden,
                        "HubSpot's answers lack " + String.join(", ", hidden) + " of "
                                + work.type().name()
                                + "; stored values stay. Sensitive properties need a scope of their own");
            }
        }
        return !hiddenColumns.equals(hidden);
    }

    private TableSchema schema() {
        return new TableSchema(
                work.schema().table(),
                work.schema().objectType(),
                work.schema().columns().stream()
                        .filter(column -> !hiddenColumns.contains(column.name()))
                        .toList());
    }

    /**
     * Takes a page of a serial list; false when there is no room for the next one, or the slice's end is reached. A list that
     * is out of order can only be taken up at its start: then the portion grows until the list ends.
     */
    boolean acceptSerial(Batch batch, ListPosition next) {
        accept(batch);
        if (stopped) {
            return false;
        }
        if (work.list().filter(next::equals).isPresent()) {
            stopAt = IdRange.END;
        } else {
            serialNext = next;
        }
        return stopAt == IdRange.END && coveredTo < SliceRanges.of(work.slice()).to();
    }

    /** Sends the records on, and the slice to where it belongs: back to the queue while some of it is left. */
    void finish(Relationship success, Relationship original) throws IOException {
        rows.finish();
        rows.close();
        content.close();
        var rest = rest();
        var written = content.records().orElse(null);
        // What HubSpot counts and does not give is not among them, and so stays to be read.
        var ids = covered;
        var apart = written == null ? ids : quarantinedOf(ids);
        if (written != null) {
            send(written, rest == null, landing(ids.minus(apart)).map(this::ofList), success);
            content.factsApart().ifPresent(facts -> sendFacts(facts, success));
        }
        if (!quarantined.isEmpty()) {
            sendQuarantined(landing(apart), success);
        } else if (written == null && !ids.isEmpty()) {
            sendProgress(landing(ids).map(this::ofList), success);
        }
        session.adjustCounter("Records Read", content.rowCount(), false);
        if (rest == null) {
            session.transfer(slice, original);
        } else {
            var json = rest.toJson().getBytes(StandardCharsets.UTF_8);
            var changed = session.write(slice, out -> out.write(json));
            session.transfer(session.putAttribute(changed, HubSpotAttributes.SLICE_KIND, rest.kind()));
        }
    }

    /** Forgets what was written: the same slice will be read again. */
    void discard() {
        rows.close();
        try {
            content.close();
        } catch (IOException e) {
            log.debug("the records that are thrown away could not be closed", e);
        }
        content.records().ifPresent(session::remove);
        content.factsApart().ifPresent(session::remove);
    }

    /** What of the covered ids has landed only once the quarantined records have; not empty if there are such records. */
    private IdIntervals quarantinedOf(IdIntervals covered) {
        var ids = IdIntervals.NONE;
        for (var record : quarantined) {
            var id = numeric(record.id());
            var known = id >= 0 && covered.contains(id);
            var stand =
                    known ? id : covered.highest().map(range -> range.to() - 1).orElse(-1L);
            ids = stand < 0 ? ids : ids.plus(new IdRange(stand, stand + 1));
        }
        return ids;
    }

    /** -1 for what is no id. */
    private static long numeric(String id) {
        return id.matches("\\d{1,18}") ? Long.parseLong(id) : -1;
    }

    private Optional<Landing> landing(IdIntervals ids) {
        return work.landing()
                .map(meaning -> meaning.covering(ids)
                        .losing(facts.lost())
                        .withIds(content.lowestId(), content.highestId())
                        .readUntil(content.newestMillis()));
    }

    /** A list from which nothing is left out tells also which records are not there, and so do all ids of a filter. */
    private Landing ofList(Landing landing) {
        var showsAll =
                work.bySearchedIds() || (work.slice() instanceof Slice.Refresh list && list.modifiedFromMillis() == 0);
        return showsAll ? landing.ofWholeList() : landing;
    }

    private boolean isFull() {
        return taken >= maxRecords || System.nanoTime() - deadlineNanos >= 0;
    }

    /** What is still to be read, or null. */
    private @Nullable SliceWork rest() {
        var whole = SliceRanges.of(work.slice());
        if (interleaved) {
            return restOfInterleaved(whole);
        }
        if (stopAt == IdRange.END || coveredTo >= whole.to()) {
            return null;
        }
        if (serialNext != null) {
            return work.at(serialNext);
        }
        var left = new IdRange(Math.max(whole.from(), coveredTo), whole.to());
        return work.with(SliceRanges.within(work.slice(), left));
    }

    private @Nullable SliceWork restOfInterleaved(IdRange whole) {
        if (stopped) {
            // By search alone: pages of one kind come in order, so each FlowFile takes as many as have the same
            // columns.
            return covered.gapsIn(whole).ranges().stream()
                    .findFirst()
                    .map(gap -> searching(new IdRange(gap.from(), whole.to())))
                    .orElse(null);
        }
        return left.map(rest -> {
                    if (!rest.interleaved()) {
                        return searching(rest.ids());
                    }
                    var slice = (Slice.Snapshot) SliceRanges.within(work.slice(), rest.ids());
                    var rows = work.interleavedRows().orElse(0) - taken;
                    return work.interleaving(slice, Math.max(0, rows));
                })
                .orElse(null);
    }

    private SliceWork searching(IdRange ids) {
        return work.with(SliceRanges.within(work.slice(), ids));
    }

    private void send(FlowFile written, boolean last, Optional<Landing> landing, Relationship success) {
        var attributes = common(landing);
        attributes.putAll(content.attributes());
        attributes.put(CoreAttributes.MIME_TYPE.key(), content.mimeType());
        if (content.factsApart().isEmpty() && !content.tables().isEmpty()) {
            attributes.put(HubSpotAttributes.FACTS, FactTablesText.write(content.tables()));
        }
        attributes.put(HubSpotAttributes.CONTENT, HubSpotAttributes.CONTENT_RECORDS);
        attributes.put(HubSpotAttributes.SCHEMA, SchemaText.write(schema()));
        attributes.put(
                HubSpotAttributes.FIELD_COUNT,
                Integer.toString(schema().columns().size()));
        attributes.put(HubSpotAttributes.RECORD_COUNT, Long.toString(content.rowCount()));
        attributes.put(HubSpotAttributes.IS_LAST, Boolean.toString(last));
        if (content.rowCount() == 1) {
            attributes.put(HubSpotAttributes.OBJECT_ID, Long.toString(content.highestId()));
        }
        var finished = session.putAllAttributes(written, attributes);
        session.getProvenanceReporter()
                .receive(
                        finished,
                        url,
                        content.rowCount() + " " + work.type().name(),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
        session.transfer(finished, success);
    }

    /** They are not among the rows, whose format knows rows alone. */
    private void sendFacts(FlowFile written, Relationship success) {
        if (content.tables().isEmpty()) {
            session.remove(written);
            return;
        }
        var attributes = common(Optional.empty());
        attributes.put(CoreAttributes.MIME_TYPE.key(), JsonRowWriter.MIME_TYPE);
        attributes.put(HubSpotAttributes.CONTENT, HubSpotAttributes.CONTENT_FACTS);
        attributes.put(HubSpotAttributes.FACTS, FactTablesText.write(content.tables()));
        attributes.put(HubSpotAttributes.SCHEMA, SchemaText.write(schema()));
        session.transfer(session.putAllAttributes(written, attributes), success);
    }

    private void sendQuarantined(Optional<Landing> landing, Relationship success) {
        var bytes = QuarantineLines.write(quarantined);
        var flowFile = session.write(session.create(slice), out -> out.write(bytes));
        var attributes = common(landing);
        attributes.put(CoreAttributes.MIME_TYPE.key(), JsonRowWriter.MIME_TYPE);
        attributes.put(HubSpotAttributes.CONTENT, HubSpotAttributes.CONTENT_QUARANTINE);
        attributes.put(HubSpotAttributes.RECORD_COUNT, Integer.toString(quarantined.size()));
        var finished = session.putAllAttributes(flowFile, attributes);
        bulletins.warn(
                log,
                "quarantine " + work.type().name(),
                quarantined.size() + " " + work.type().name()
                        + " could not be made rows and go to the quarantine table; the first: "
                        + quarantined.get(0).reason());
        session.getProvenanceReporter().receive(finished, url);
        session.transfer(finished, success);
    }

    /** A slice that held no record says so, or it would be planned again. */
    private void sendProgress(Optional<Landing> landing, Relationship success) {
        if (landing.isPresent()) {
            var attributes = common(landing);
            attributes.put(HubSpotAttributes.CONTENT, HubSpotAttributes.CONTENT_PROGRESS);
            attributes.put(HubSpotAttributes.RECORD_COUNT, "0");
            session.transfer(session.putAllAttributes(session.create(slice), attributes), success);
        }
    }

    private Map<String, String> common(Optional<Landing> landing) {
        var attributes = new HashMap<String, String>();
        attributes.put(HubSpotAttributes.STATEMENT_TYPE, work.slice() instanceof Slice.Archived ? "DELETE" : "UPSERT");
        attributes.put(HubSpotAttributes.OBJECT_TYPE, work.type().name());
        attributes.put(HubSpotAttributes.TABLE, work.schema().table());
        attributes.put(HubSpotAttributes.SOURCE_URL, url);
        landing.ifPresent(meaning -> attributes.put(HubSpotAttributes.LANDING, meaning.toJson()));
        if (!work.protections().isEmpty()) {
            attributes.put(HubSpotAttributes.STORED_FORM, StoredForm.of(work.protections()));
        }
        return attributes;
    }
}
