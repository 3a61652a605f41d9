package io.hubflow.engine.verify;

import io.hubflow.engine.absence.AbsentRecords;
import io.hubflow.engine.absence.SideBySide;
import io.hubflow.engine.absence.Verdict;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.StoredRow;
import io.hubflow.engine.destination.WireText;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.MergedIds;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.verify.Finding.Kind;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records by id and compares them with their rows. HubSpot answers such readings from its store, so nothing here depends
 * on the search index; a count or a search only says whom to ask for.
 *
 * <p>What differs is called wrong only if it can be nothing else. A row that is as hubflow wrote it, while HubSpot has something
 * else, was overtaken: it is fresh if that happened after the moment, or if HubSpot does not tell when (an erased record has no
 * time of erasure); the next sync reads it.
 */
final class RecordJudge {
    /** As many rows and readings are in memory at once. */
    private static final int AT_ONCE = 5_000;

    private final VerifiedTable table;
    private final Set<Long> copies;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Long> fresh = new HashSet<>();
    private final Set<Long> judged = new HashSet<>();
    private final Set<Long> invented = new HashSet<>();

    /** @param copies rows that have the content of another row */
    RecordJudge(VerifiedTable table, Set<Long> copies) {
        this.table = table;
        this.copies = copies;
    }

    List<Finding> findings() {
        return findings;
    }

    /** Ids of rows that hubflow surely never wrote. */
    Set<Long> invented() {
        return invented;
    }

    /** Records that changed after the moment. */
    Set<Long> fresh() {
        return fresh;
    }

    long compared() {
        return judged.size();
    }

    /** Fresh and wrong ones. */
    Set<Long> settled() {
        var settled = new HashSet<>(fresh);
        findings.forEach(finding -> settled.add(finding.id()));
        return settled;
    }

    /** Judges those that were not judged before. */
    void judge(Collection<Long> ids) {
        var open = ids.stream()
                .filter(id -> !judged.contains(id))
                .distinct()
                .sorted()
                .toList();
        for (var from = 0; from < open.size(); from += AT_ONCE) {
            var some = open.subList(from, Math.min(open.size(), from + AT_ONCE));
            judgeSome(some);
            judged.addAll(some);
            table.load().listener().rowsRead(table.type().name(), some.size());
        }
    }

    /** What HubSpot gave for some ids. */
    private record Answers(Map<Long, Row> live, Set<Long> unreadable) {}

    private void judgeSome(List<Long> ids) {
        var answers = read(ids);
        var stored = new TreeMap<Long, List<StoredRow>>();
        table.stored()
                .rows(
                        table.schema(),
                        ids,
                        row -> stored.computeIfAbsent(row.id(), id -> new ArrayList<>())
                                .add(row));
        var absent = new ArrayList<Long>();
        for (var id : ids) {
            var rows = stored.getOrDefault(id, List.of());
            var live = answers.live().get(id);
            if (live != null) {
                judgeLive(live, rows);
            } else if (answers.unreadable().contains(id)) {
                continue;
            } else if (!rows.isEmpty() && !isMarkedOnce(rows)) {
                absent.add(id);
            }
        }
        judgeAbsent(absent, stored);
    }

    /** One row that says that its record is gone, as hubflow wrote it. */
    private boolean isMarkedOnce(List<StoredRow> rows) {
        return rows.size() == 1 && !rows.getFirst().isLive() && table.content().isIntact(rows.getFirst());
    }

    private Answers read(List<Long> ids) {
        var live = new ConcurrentHashMap<Long, Row>();
        var unreadable = ConcurrentHashMap.<Long>newKeySet();
        inBatches(
                ids,
                some -> table.reader().read(new Slice.Ids(table.type().name(), some), batch -> {
                    batch.rows().forEach(row -> live.put(row.id(), row));
                    batch.quarantined()
                            .forEach(bad -> some.stream()
                                    .filter(id -> bad.id().equals(Long.toString(id)))
                                    .forEach(unreadable::add));
                    return IdRange.END;
                }));
        return new Answers(live, unreadable);
    }

    private void inBatches(List<Long> ids, Consumer<List<Long>> action) {
        var size = HubSpotClient.MAX_BATCH;
        SideBySide.run(
                Math.ceilDiv(ids.size(), size),
                table.lanes(),
                i -> action.accept(ids.subList(i * size, Math.min(ids.size(), (i + 1) * size))));
    }

    private void judgeLive(Row live, List<StoredRow> rows) {
        var isFresh = live.updatedAtMillis() >= table.momentMillis();
        if (rows.isEmpty()) {
            if (isFresh || live.createdAtMillis() >= table.momentMillis()) {
                fresh.add(live.id());
            } else if (live.updatedAtMillis() >= table.state().modifiedFromMillis()) {
                add(Kind.MISSING, live.id(), List.of(), "HubSpot has the record, the table does not");
            }
            return;
        }
        if (rows.size() > 1) {
            add(Kind.EXTRA, live.id(), List.of(), "the table has " + rows.size() + " rows of the record");
            return;
        }
        var row = rows.getFirst();
        var intact = table.content().isIntact(row);
        if (intact && row.contentHash().getAsLong() == live.contentHash()) {
            return;
        }
        var differing = table.comparison().differing(live, row);
        if (differing.isEmpty()) {
            return;
        }
        if (!intact) {
            add(Kind.WRONG, live.id(), differing, "the row was altered: it no longer has the hash of its content");
        } else if (isFresh || !row.isLive()) {
            // A record that came back keeps its time of modification (unverified): the next sync finds it by the
            // counts.
            fresh.add(live.id());
        } else if (live.updatedAtMillis() != row.updatedAtMillis()) {
            add(Kind.STALE, live.id(), differing, "HubSpot changed the record before the moment of the statement");
        } else if (changedAfterMoment(live.id(), differing)) {
            fresh.add(live.id());
        } else {
            add(
                    Kind.STALE,
                    live.id(),
                    differing,
                    "HubSpot changed values without a new modification time; a refresh reads them");
        }
    }

    /** Calculated values have times of their own, in their history. */
    private boolean changedAfterMoment(long id, List<String> columns) {
        var properties = columns.stream()
                .map(table::propertyOf)
                .filter(property -> !property.isEmpty())
                .toList();
        if (properties.isEmpty()) {
            return false;
        }
        try {
            var versions = table.client()
                    .fetchHistories(table.type().apiName(), properties, List.of(id))
                    .versionsById()
                    .getOrDefault(id, List.of());
            return properties.stream()
                    .allMatch(property -> versions.stream()
                            .anyMatch(version -> version.property().equals(property)
                                    && version.timestampMillis() >= table.momentMillis()));
        } catch (ConnectorException e) {
            if (e.code() == ErrorCode.HUBSPOT_REQUEST_REFUSED) {
                return false;
            }
            throw e;
        }
    }

    private void judgeAbsent(List<Long> ids, Map<Long, List<StoredRow>> stored) {
        if (ids.isEmpty()) {
            return;
        }
        var reads = table.reads();
        var verdicts = new AbsentRecords(reads, new MergedIds(reads.mergedIds())).judge(ids);
        var archived = archived(verdicts);
        var survivors = survivorTimes(verdicts);
        verdicts.forEach((id, verdict) -> {
            var rows = stored.getOrDefault(id, List.of());
            var altered = rows.size() > 1
                    || !table.content().isIntact(rows.getFirst())
                    || (copies.contains(id) && verdict instanceof Verdict.Gone);
            if (verdict instanceof Verdict.Gone && rows.stream().allMatch(this::isInvented)) {
                invented.add(id);
            }
            switch (verdict) {
                case Verdict.Live live ->
                    add(Kind.UNEXPLAINED, id, List.of(), "HubSpot lists the record and does not give it");
                case Verdict.Unknown unknown ->
                    add(Kind.UNEXPLAINED, id, List.of(), "HubSpot does not say what became of the record");
                case Verdict.NotGiven silent ->
                    add(
                            Kind.UNEXPLAINED,
                            id,
                            List.of(),
                            "HubSpot neither gives the record nor says that it does not find it");
                case Verdict.Archived bin -> judgeArchived(id, archived.get(id), rows, altered);
                case Verdict.Merged merged ->
                    departed(
                            id,
                            altered,
                            survivors.getOrDefault(merged.survivor(), Row.NO_TIME),
                            "was merged into " + merged.survivor());
                case Verdict.OutOfScope out -> departed(id, altered, Long.MAX_VALUE, "is not in the filter any more");
                case Verdict.Gone gone -> departed(id, altered, Long.MAX_VALUE, "is not in HubSpot");
            }
        });
    }

    /**
     * Every row that hubflow writes of a record has the record's creation time and a hash of its own; and HubSpot repeats the id
     * among the properties.
     */
    private boolean isInvented(StoredRow row) {
        return row.isLive()
                && (row.createdAtMillis() == Row.NO_TIME
                        || row.contentHash().isEmpty()
                        || copies.contains(row.id())
                        || hasIdOfAnother(row));
    }

    private boolean hasIdOfAnother(StoredRow row) {
        var column = table.properties().indexOf("hs_object_id");
        var value = column < 0 ? null : row.values()[column];
        return value != null && !WireText.of(value).equals(Long.toString(row.id()));
    }

    /** @param sinceMillis when it departed; {@link Long#MAX_VALUE} when HubSpot does not tell */
    private void departed(long id, boolean altered, long sinceMillis, String what) {
        if (altered) {
            add(Kind.EXTRA, id, List.of(), "the record " + what + ", and its row is not one that hubflow wrote");
        } else if (!table.ignoresDepartures()) {
            if (sinceMillis >= table.momentMillis()) {
                fresh.add(id);
            } else {
                add(Kind.EXTRA, id, List.of(), "the record " + what);
            }
        }
    }

    /**
     * A row that an earlier choice of properties wrote has no hash that fits today's choice; so the record itself decides, as it
     * does for records that are alive.
     *
     * @param inBin absent when HubSpot did not give it now
     */
    private void judgeArchived(long id, @Nullable Row inBin, List<StoredRow> rows, boolean altered) {
        if (inBin != null
                && rows.size() == 1
                && !rows.getFirst().isLive()
                && table.comparison().differing(inBin, rows.getFirst()).isEmpty()) {
            return;
        }
        departed(id, altered, inBin == null ? Row.NO_TIME : inBin.archivedAtMillis(), "is in HubSpot's recycle bin");
    }

    private Map<Long, Row> archived(Map<Long, Verdict> verdicts) {
        var ids = new ArrayList<Long>();
        verdicts.forEach((id, verdict) -> {
            if (verdict instanceof Verdict.Archived) {
                ids.add(id);
            }
        });
        var rows = new ConcurrentHashMap<Long, Row>();
        inBatches(
                ids,
                some -> table.reader().readArchived(some, batch -> {
                    batch.rows().forEach(row -> rows.put(row.id(), row));
                    return IdRange.END;
                }));
        return rows;
    }

    private Map<Long, Long> survivorTimes(Map<Long, Verdict> verdicts) {
        var ids = verdicts.values().stream()
                .filter(Verdict.Merged.class::isInstance)
                .map(verdict -> ((Verdict.Merged) verdict).survivor())
                .distinct()
                .toList();
        var times = new HashMap<Long, Long>();
        read(ids).live().forEach((id, row) -> times.put(id, row.updatedAtMillis()));
        return times;
    }

    private void add(Kind kind, long id, List<String> columns, String reason) {
        findings.add(new Finding(kind, id, columns, reason));
    }
}
