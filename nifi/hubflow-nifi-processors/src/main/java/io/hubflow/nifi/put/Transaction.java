package io.hubflow.nifi.put;

import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.nifi.Bulletins;
import io.hubflow.nifi.CanvasText;
import io.hubflow.nifi.Failures;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.record.FactTablesText;
import io.hubflow.nifi.record.JsonRowReader;
import io.hubflow.nifi.record.QuarantineLines;
import io.hubflow.nifi.record.RecordRowReader;
import io.hubflow.nifi.record.ReferenceText;
import io.hubflow.nifi.record.RowReader;
import io.hubflow.nifi.record.SchemaText;
import io.hubflow.nifi.record.UnreadableRecordException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.jspecify.annotations.Nullable;

/** FlowFiles on their way into one transaction of the warehouse, table by table. */
final class Transaction implements AutoCloseable {
    /** A commit is tried this often when others commit in between. */
    private static final int TRIES = 3;

    /** Stands for the tables of definitions and of the quarantine, which are written together. */
    private static final String BESIDE = "(beside)";

    private final ProcessSession session;
    private final Destination destination;
    private final @Nullable RecordReaderFactory format;
    private final DeleteMode deletes;
    private final ComponentLog log;
    private final Bulletins bulletins;
    private final long startNanos = System.nanoTime();
    private final List<Part> parts = new ArrayList<>();
    private final Map<FlowFile, String> sideFiles = new LinkedHashMap<>();
    private final List<QuarantinedRow> quarantined = new ArrayList<>();
    private final List<ReferenceTable> references = new ArrayList<>();

    private final Progress progress;
    private final AbsentIds absent;
    private final boolean shared;
    private final Set<String> newTables = new HashSet<>();

    /** What the sentences that were told are called: what several tables suffer from is told once. */
    private final Map<String, String> troubles = new HashMap<>();

    /** A stage, for FlowFiles of one table that read the same columns, and the facts of its records. */
    private record Part(TableLoad load, TableStage stage, StagedFacts facts, List<FlowFile> flowFiles) {
        void close() {
            stage.close();
            facts.close();
        }
    }

    /** @param shared whether other nodes look at what this one commits */
    Transaction(
            ProcessSession session,
            Destination destination,
            @Nullable RecordReaderFactory format,
            DeleteMode deletes,
            ComponentLog log,
            Bulletins bulletins,
            boolean shared) {
        this.deletes = deletes;
        this.bulletins = bulletins;
        this.progress = new Progress(destination);
        this.absent = new AbsentIds(destination);
        this.shared = shared;
        this.session = session;
        this.destination = destination;
        this.format = format;
        this.log = log;
    }

    /**
     * Takes FlowFiles until the warehouse has enough rows for one transaction; the others go back to the queue as they are.
     * What cannot be read goes to failure, what has no place in the warehouse now to retry.
     */
    void stage(List<FlowFile> flowFiles) {
        var byTable = new LinkedHashMap<String, Map<FlowFile, TableSchema>>();
        for (var flowFile : flowFiles) {
            try {
                requireSamePortal(flowFile);
                if (!progress.isInStoredForm(flowFile)) {
                    drop(flowFile);
                    continue;
                }
                switch (flowFile.getAttribute(HubSpotAttributes.CONTENT)) {
                    case HubSpotAttributes.CONTENT_QUARANTINE -> stageQuarantine(flowFile);
                    case HubSpotAttributes.CONTENT_REFERENCE -> stageReference(flowFile);
                    case HubSpotAttributes.CONTENT_PROGRESS -> stageProgress(flowFile);
                    case null, default -> {
                        var schema = SchemaText.read(schemaText(flowFile));
                        byTable.computeIfAbsent(schema.table(), table -> new LinkedHashMap<>())
                                .put(flowFile, schema);
                    }
                }
            } catch (UnreadableRecordException e) {
                fail(flowFile, e);
            }
        }
        byTable.values().forEach(this::stageTable);
    }

    /**
     * Commits all tables at once or, when the warehouse refuses that, each by itself, so that one table's trouble does not
     * hold up the others.
     *
     * @return false when something could not be written now
     */
    boolean commit() {
        if (parts.isEmpty() && sideFiles.isEmpty()) {
            return true;
        }
        try {
            finish(parts, send(parts, true));
            finishSide();
            return true;
        } catch (ConnectorException e) {
            if (parts.size() > 1 || (!parts.isEmpty() && !sideFiles.isEmpty())) {
                return commitEach();
            }
            parts.forEach(part -> retry(part, e));
            retry(BESIDE, List.copyOf(sideFiles.keySet()), e);
            return false;
        }
    }

    @Override
    public void close() {
        parts.forEach(Part::close);
    }

    private boolean commitEach() {
        var all = true;
        for (var part : parts) {
            try {
                finish(List.of(part), send(List.of(part), false));
            } catch (ConnectorException e) {
                retry(part, e);
                all = false;
            }
        }
        try {
            send(List.of(), true);
            finishSide();
        } catch (ConnectorException e) {
            retry(BESIDE, List.copyOf(sideFiles.keySet()), e);
            all = false;
        }
        return all;
    }

    /** Rows and the progress that they make, in one transaction. Another writer may have moved the states meanwhile. */
    private CommitResult send(List<Part> tables, boolean withSide) {
        var landed = new ArrayList<FlowFile>();
        tables.forEach(part -> landed.addAll(part.flowFiles));
        if (withSide) {
            landed.addAll(sideFiles.keySet());
        }
        for (var tries = 1; ; tries++) {
            try {
                var missing = tables.stream()
                        .flatMap(part -> part.facts.missingTables().stream())
                        .collect(Collectors.toSet());
                var checkpoints = progress.checkpoints(landed, newTables, missing, absent);
                var commit = new Commit(
                        tables.stream().map(Part::stage).toList(),
                        withSide ? quarantined : List.of(),
                        withSide ? references : List.of(),
                        checkpoints,
                        List.of(),
                        !shared || Progress.isRefreshAlone(landed));
                var facts = tables.stream()
                        .flatMap(part -> part.facts.all().stream())
                        .toList();
                var result = destination.commit(commit.withFacts(facts));
                progress.committed(checkpoints);
                tables.forEach(part -> newTables.remove(part.stage.schema().table()));
                return result;
            } catch (ConnectorException e) {
                if (e.code() != ErrorCode.DESTINATION_STATE_MOVED || tries == TRIES) {
                    throw e;
                }
                progress.forget();
                if (!landed.stream().allMatch(progress::isInStoredForm)) {
                    throw e;
                }
            }
        }
    }

    private void stageTable(Map<FlowFile, TableSchema> sources) {
        var opened = new HashMap<Set<String>, Part>();
        try {
            var table = sources.values().iterator().next().table();
            var existing = destination.findTable(table);
            if (existing.isEmpty()) {
                newTables.add(table);
            }
            var load = TableLoad.of(existing, List.copyOf(sources.values()));
            for (var schema : sources.values()) {
                var unread = load.unreadBy(schema);
                if (!opened.containsKey(unread)) {
                    var part = new Part(
                            load,
                            destination.openStage(load.schema(), unread, deletes),
                            new StagedFacts(destination, progress::isFirstLoadOf),
                            new ArrayList<>());
                    opened.put(unread, part);
                    parts.add(part);
                }
            }
        } catch (ConnectorException e) {
            parts.removeAll(opened.values());
            opened.values().forEach(Part::close);
            retry(sources.values().iterator().next().table(), List.copyOf(sources.keySet()), e);
            return;
        }
        sources.forEach((flowFile, schema) -> {
            var load = opened.values().iterator().next().load;
            stageFile(Objects.requireNonNull(opened.get(load.unreadBy(schema))), flowFile, schema);
        });
    }

    private void stageFile(Part part, FlowFile flowFile, TableSchema schema) {
        if (isEnough()) {
            session.transfer(flowFile);
            return;
        }
        try (var in = session.read(flowFile);
                var reader = reader(part, flowFile, in, schema)) {
            var watch = absent.watch(flowFile, Progress.landing(flowFile));
            part.load.load(reader, schema, rows -> {
                part.stage.append(rows);
                watch.met(rows);
            });
            watch.end(schema.table());
            part.flowFiles.add(flowFile);
        } catch (UnreadableRecordException e) {
            fail(flowFile, e);
        } catch (ConnectorException e) {
            // A table of facts that is not hubflow's. Rows of the FlowFile that are staged by now do no harm without
            // it.
            retry(schema.table(), List.of(flowFile), e);
        } catch (IOException e) {
            throw new ProcessException("cannot read the content of " + flowFile, e);
        }
    }

    /** No record was read: those that the table has in these ranges may be gone. */
    private void stageProgress(FlowFile flowFile) {
        var table = String.valueOf(flowFile.getAttribute(HubSpotAttributes.TABLE));
        absent.watch(flowFile, Progress.landing(flowFile)).end(table);
        sideFiles.put(flowFile, table);
    }

    private void stageQuarantine(FlowFile flowFile) throws UnreadableRecordException {
        readSide(flowFile, "_hubflow_quarantine", in -> quarantined.addAll(QuarantineLines.read(in)));
    }

    private void stageReference(FlowFile flowFile) throws UnreadableRecordException {
        var schema = SchemaText.read(schemaText(flowFile));
        var scope = flowFile.getAttribute(HubSpotAttributes.SCOPE_COLUMN);
        readSide(
                flowFile,
                schema.table(),
                in -> references.add(ReferenceText.read(in, schema, scope == null ? "" : scope, schema.objectType())));
    }

    private void readSide(FlowFile flowFile, String table, SideReader reader) throws UnreadableRecordException {
        try (var in = session.read(flowFile)) {
            reader.read(in);
            sideFiles.put(flowFile, table);
        } catch (UnreadableRecordException e) {
            throw e;
        } catch (IOException e) {
            throw new ProcessException("cannot read the content of " + flowFile, e);
        }
    }

    /** Reads content that is not rows of a table of records. */
    private interface SideReader {
        void read(InputStream in) throws IOException;
    }

    private boolean isEnough() {
        var policy = destination.flushPolicy();
        var rows = parts.stream().mapToLong(part -> part.stage.stagedRows()).sum();
        var bytes = parts.stream()
                .mapToLong(part -> part.stage.stagedBytes() + part.facts.bytes())
                .sum();
        return rows >= policy.rows()
                || bytes >= policy.bytes()
                || parts.stream().anyMatch(part -> part.stage.isFull() || part.facts.isFull());
    }

    /** The tables may have become those of another portal while it was on its way. */
    private void requireSamePortal(FlowFile flowFile) throws UnreadableRecordException {
        var portal = flowFile.getAttribute(HubSpotAttributes.PORTAL_ID);
        if (portal == null) {
            return;
        }
        var tables = progress.portalId();
        if (tables != 0 && !portal.equals(Long.toString(tables))) {
            throw new UnreadableRecordException("it was read from portal " + portal + ", but the tables in "
                    + destination.description() + " belong to portal " + tables
                    + ": two portals are never mixed. Set the destination of its portal, or delete the FlowFile");
        }
    }

    private RowReader reader(Part part, FlowFile flowFile, InputStream in, TableSchema schema) throws IOException {
        var apart = HubSpotAttributes.CONTENT_FACTS.equals(flowFile.getAttribute(HubSpotAttributes.CONTENT));
        if (format != null && !apart) {
            return RecordRowReader.open(format, flowFile, in, log, schema);
        }
        var tables = flowFile.getAttribute(HubSpotAttributes.FACTS);
        return new JsonRowReader(in, schema, part.facts.sink(tables == null ? List.of() : FactTablesText.read(tables)));
    }

    private static String trouble(String table) {
        return "write " + table + " ";
    }

    private static String schemaText(FlowFile flowFile) throws UnreadableRecordException {
        var text = flowFile.getAttribute(HubSpotAttributes.SCHEMA);
        if (text == null) {
            throw new UnreadableRecordException(
                    "the attribute hubspot.schema is absent: route only records of FetchHubSpotObjects here");
        }
        return text;
    }

    private void finish(List<Part> written, CommitResult result) {
        for (var i = 0; i < written.size(); i++) {
            var table = result.tables().get(i);
            session.adjustCounter("Rows Inserted", table.inserted(), false);
            session.adjustCounter("Rows Updated", table.updated(), false);
            session.adjustCounter("Rows Unchanged", table.unchanged(), false);
            session.adjustCounter("Rows Removed", table.removed(), false);
            written.get(i).flowFiles.forEach(flowFile -> sent(flowFile, table.table()));
            bulletins.over(trouble(written.get(i).stage.schema().table()));
        }
    }

    private void finishSide() {
        sideFiles.forEach(this::sent);
        if (!sideFiles.isEmpty()) {
            bulletins.over(trouble(BESIDE));
        }
    }

    private void sent(FlowFile flowFile, String table) {
        session.getProvenanceReporter()
                .send(
                        flowFile,
                        destination.description() + ", table " + table,
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
        session.transfer(flowFile, PutHubSpotTable.SUCCESS);
    }

    private void retry(Part part, ConnectorException failure) {
        retry(part.stage.schema().table(), part.flowFiles, failure);
    }

    /** While one table cannot be written, others are: its trouble is over when it is written itself. */
    private void retry(String table, List<FlowFile> flowFiles, ConnectorException failure) {
        if (flowFiles.isEmpty()) {
            return;
        }
        var sentence = CanvasText.of(failure);
        var trouble = troubles.computeIfAbsent(sentence, first -> trouble(table) + failure.code());
        bulletins.error(log, trouble, sentence);
        for (var flowFile : flowFiles) {
            var marked = session.putAllAttributes(flowFile, Failures.attributes(failure));
            session.transfer(session.penalize(marked), PutHubSpotTable.RETRY);
        }
    }

    /** It has not landed, so the state beside the rows still owes its records, and they are planned again in the new form. */
    private void drop(FlowFile flowFile) {
        bulletins.warn(
                log,
                "stored form " + flowFile.getAttribute(HubSpotAttributes.OBJECT_TYPE),
                flowFile.getAttribute(HubSpotAttributes.OBJECT_TYPE)
                        + ": records were read before Hash, Mask or Drop Properties or the Hash Salt were changed. They are"
                        + " dropped, not written; ListHubSpotObjects plans them again in the new form.");
        session.remove(flowFile);
    }

    private void fail(FlowFile flowFile, UnreadableRecordException unreadable) {
        bulletins.error(
                log,
                "unreadable " + unreadable.getMessage(),
                flowFile + " cannot be written: " + unreadable.getMessage());
        session.transfer(
                session.putAllAttributes(
                        flowFile, Failures.attributes("RECORDS_UNREADABLE", String.valueOf(unreadable.getMessage()))),
                PutHubSpotTable.FAILURE);
    }
}
