package io.hubflow.engine.verify;

import io.hubflow.engine.absence.AbsentRecords;
import io.hubflow.engine.absence.IdLadder;
import io.hubflow.engine.absence.RecordReads;
import io.hubflow.engine.absence.SideBySide;
import io.hubflow.engine.absence.Verdict;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.MergedIds;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.report.SyncListener.Phase;
import io.hubflow.engine.verify.Finding.Kind;
import io.hubflow.engine.verify.TableVerification.Tally;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.RecordState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compares a table that another tool made with HubSpot, record by record: which are missing, stale, or should be gone. Nothing
 * is known of how that tool reads, so every record's id and time of modification is listed, 200 a call, in ranges of as many ids
 * as the table has; what differs is asked for by id, which does not depend on the search index. Reads only.
 */
public final class ForeignVerification {
    /** A little less than a search page shows, so that a few missing records still fit. */
    private static final int ROWS_PER_RANGE = 190;

    /** As far as one search can point. */
    private static final int PAGES_PER_RANGE = 50;

    /** Tools keep whole seconds, some of them rounded. */
    private static final long TIME_TOLERANCE_MILLIS = 1_000;

    private final HubSpotClient client;
    private final ObjectType type;
    private final String table;
    private final SyncListener listener;
    private final ForeignIndex index;
    private final long modifiedFromMillis;
    private final long momentMillis;
    private final int lanes;
    private final List<Finding> findings = new ArrayList<>();
    private long fresh;

    /**
     * @param table its description
     * @param modifiedFromMillis records last modified before it need not be in the table; 0 = all must
     * @param momentMillis what HubSpot changed since then is not expected in the table
     * @param lanes searches at once
     */
    public ForeignVerification(
            HubSpotClient client,
            ObjectType type,
            String table,
            ForeignIndex index,
            SyncListener listener,
            long modifiedFromMillis,
            long momentMillis,
            int lanes) {
        this.client = client;
        this.type = type;
        this.table = table;
        this.listener = listener;
        this.modifiedFromMillis = modifiedFromMillis;
        this.momentMillis = momentMillis;
        this.lanes = lanes;
        this.index = index;
    }

    public TableVerification compare() {
        listener.phaseStarted(type.name(), Phase.VERIFY, OptionalLong.of(index.records()));
        if (index.olderVersions() > 0) {
            listener.notice(
                    type.name(),
                    index.olderVersions() + " rows of " + table
                            + " are of records that have more than one; the newest of each counts.");
        }
        var ranges = IdLadder.of(index.ids(), ROWS_PER_RANGE).all();
        listener.notice(type.name(), "Comparing takes about " + ranges.size() + " calls if nothing differs.");
        var before = client.callCounts(type.apiName()).total();
        var suspects = new TreeSet<Long>();
        var records = new AtomicLong();
        SideBySide.run(ranges.size(), lanes, i -> {
            var found = list(ranges.get(i));
            records.addAndGet(found.size());
            var rows = index.live(ranges.get(i));
            synchronized (suspects) {
                found.forEach((id, modified) -> {
                    if (!rows.containsKey(id) || isStale(rows.get(id), modified)) {
                        suspects.add(id);
                    }
                });
                rows.keySet().stream().filter(id -> !found.containsKey(id)).forEach(suspects::add);
            }
            listener.rowsRead(type.name(), rows.size());
        });
        judge(List.copyOf(suspects));
        return TableVerification.of(
                type.name(),
                table,
                Instant.ofEpochMilli(momentMillis),
                new Tally(
                        OptionalLong.of(records.get()),
                        index.rows(),
                        index.rowsOfThePast(),
                        index.records(),
                        fresh,
                        0,
                        client.callCounts(type.apiName()).total() - before),
                findings);
    }

    /** More records than one search can point at are listed in halves. */
    private Map<Long, Long> list(IdRange range) {
        var all = new HashMap<Long, Long>();
        var from = range.from();
        while (true) {
            var found = new LiveSearch(client, type, modifiedFromMillis, RecordFilter.EVERYTHING)
                    .list(new IdRange(from, range.to()), PAGES_PER_RANGE);
            all.putAll(found.modifiedById());
            if (found.whole() || found.modifiedById().isEmpty()) {
                return all;
            }
            from = found.modifiedById().keySet().stream()
                            .mapToLong(Long::longValue)
                            .max()
                            .orElseThrow()
                    + 1;
        }
    }

    private static boolean isStale(long stored, long modified) {
        return stored != Row.NO_TIME && modified - stored >= TIME_TOLERANCE_MILLIS;
    }

    private void judge(List<Long> ids) {
        var reads = new RecordReads(client, type, modifiedFromMillis, RecordFilter.EVERYTHING, false);
        for (var from = 0; from < ids.size(); from += HubSpotClient.MAX_BATCH) {
            judge(ids.subList(from, Math.min(ids.size(), from + HubSpotClient.MAX_BATCH)), reads);
        }
    }

    private void judge(List<Long> ids, RecordReads reads) {
        var live = new HashMap<Long, Long>();
        for (var record : reads.batchRead(ids, RecordState.LIVE).records()) {
            if (record.answer() != HubSpotRecord.Answer.NOTHING) {
                live.put(record.id(), record.updatedAtMillis());
            }
        }
        var absent = new ArrayList<Long>();
        for (var id : ids) {
            var modified = live.get(id);
            if (modified != null) {
                judgeLive(id, modified);
            } else if (index.isLive(id)) {
                absent.add(id);
            }
        }
        if (!absent.isEmpty()) {
            new AbsentRecords(reads, new MergedIds(reads.mergedIds()))
                    .judge(absent)
                    .forEach(this::judgeAbsent);
        }
    }

    private void judgeLive(long id, long modified) {
        var inTable = index.isLive(id);
        if (modified >= momentMillis) {
            fresh += !inTable || isStale(index.modifiedAt(id), modified) ? 1 : 0;
        } else if (!inTable && modified >= modifiedFromMillis) {
            add(
                    Kind.MISSING,
                    id,
                    index.modifiedAt(id) == Row.NO_TIME
                            ? "HubSpot has the record, the table does not"
                            : "HubSpot has the record, and its row says that it is gone");
        } else if (inTable && isStale(index.modifiedAt(id), modified)) {
            add(
                    Kind.STALE,
                    id,
                    "HubSpot changed the record at " + Instant.ofEpochMilli(modified) + ", the row is of "
                            + Instant.ofEpochMilli(index.modifiedAt(id)));
        }
    }

    private void judgeAbsent(long id, Verdict verdict) {
        switch (verdict) {
            case Verdict.Archived bin -> add(Kind.EXTRA, id, "the record is in HubSpot's recycle bin");
            case Verdict.Merged merged -> add(Kind.EXTRA, id, "the record was merged into " + merged.survivor());
            case Verdict.OutOfScope out -> add(Kind.EXTRA, id, "the record is not in the filter");
            case Verdict.Gone gone -> add(Kind.EXTRA, id, "the record is not in HubSpot");
            case Verdict.Live there -> add(Kind.UNEXPLAINED, id, "HubSpot lists the record and does not give it");
            case Verdict.Unknown open -> add(Kind.UNEXPLAINED, id, "HubSpot does not say what became of the record");
            case Verdict.NotGiven silent ->
                add(Kind.UNEXPLAINED, id, "HubSpot neither gives the record nor says that it does not find it");
        }
    }

    private void add(Kind kind, long id, String reason) {
        findings.add(new Finding(kind, id, List.of(), reason));
    }
}
