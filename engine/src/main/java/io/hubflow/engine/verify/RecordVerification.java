package io.hubflow.engine.verify;

import io.hubflow.engine.absence.CountBisection;
import io.hubflow.engine.absence.IdLadder;
import io.hubflow.engine.absence.RecordReads;
import io.hubflow.engine.absence.SideBySide;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.report.SyncListener.Phase;
import io.hubflow.engine.verify.TableVerification.Tally;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares a table of records with HubSpot, from the cheapest question to the dearest:
 * <ol>
 *   <li>Without a call: each row is hashed again, so that rows which somebody altered, doubled or invented are known.
 *   <li>Counts by id range, bisected where they differ: missing and surplus records.
 *   <li>Counts by range of modification time, bisected where they differ: rows that are older than their record.
 *   <li>Values, of a seeded sample or of all records.
 * </ol>
 * Whatever these point at is read by id and judged by {@link RecordJudge}. The counts compare what HubSpot had at the moment up
 * to which the last sync read everything; what changed since is listed first, so that it is not counted as different.
 */
public final class RecordVerification {
    private static final int ROWS_PER_RUNG = 200;

    /** Pages read of an id range that holds more records than the table knows. */
    private static final int PAGES_PER_RUNG = 20;

    /** Pages of records changed since the moment; of more than that, those that the counts point at are asked for by id. */
    private static final int PAGES_OF_FRESH = 20;

    /** Rows with the content of another row that are asked for; records imported at once may be equal. */
    private static final int MOST_COPIES = 1_000;

    private final VerifiedTable table;
    private final VerifyOptions options;
    private final TableIndex index = new TableIndex();
    private Set<Long> invented = Set.of();

    public RecordVerification(VerifiedTable table, VerifyOptions options) {
        this.table = table;
        this.options = options;
    }

    /** What there is to say while HubSpot had no record at the moment, or the last sync saw none. */
    public static TableVerification ofNoTable(
            HubSpotClient client, ObjectType type, ObjectState state, RecordFilter filter) {
        var before = client.callCounts(type.apiName()).total();
        var findings = withoutTable(client, type, state, filter).stream()
                .sorted()
                .map(id -> new Finding(
                        Finding.Kind.MISSING, id, List.of(), "HubSpot has the record, and there is no table"))
                .toList();
        var calls = client.callCounts(type.apiName()).total() - before;
        return TableVerification.of(
                type.name(),
                type.table(),
                Instant.ofEpochMilli(state.cursorMillis()),
                new Tally(OptionalLong.of(findings.size()), 0, 0, 0, 0, 0, calls),
                findings);
    }

    /** Records that the table should have had at the moment; some of them, where they are more than one page. */
    private static Set<Long> withoutTable(
            HubSpotClient client, ObjectType type, ObjectState state, RecordFilter filter) {
        if (state.facts().search() != PortalFacts.Search.MISSING) {
            try {
                return new LiveSearch(client, type, state.modifiedFromMillis(), filter)
                        .listModified(0, state.cursorMillis(), 1)
                        .modifiedById()
                        .keySet();
            } catch (ConnectorException e) {
                if (!RecordReads.isRefused(e)) {
                    throw e;
                }
                // HubSpot cannot search this type, and a sync that met no record had no reason to find that out.
            }
        }
        var page = client.listRecords(new ListRequest(
                type.apiName(), PropertySelection.none(), Optional.empty(), ListRequest.MAX_LIMIT, RecordState.LIVE));
        return page.records().stream()
                .filter(found -> found.updatedAtMillis() >= state.modifiedFromMillis()
                        && found.updatedAtMillis() < state.cursorMillis())
                .map(HubSpotRecord::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The table by itself, without a call. */
    public TableIndex scan() {
        table.load().begin(Phase.VERIFY, OptionalLong.empty());
        table.stored()
                .rows(table.schema(), row -> index.add(row, table.content().isIntact(row)));
        index.addQuarantined(table.stored().quarantined(table.type().name()));
        return index;
    }

    /** Calls that the comparison takes if nothing but the altered rows differs; to be asked after the scan. */
    public long forecastCalls() {
        var suspects =
                index.suspects().size() + Math.min(MOST_COPIES, index.copies().size());
        var counts = table.canBeSearched()
                ? 2L
                        + ModificationRanges.calls(index.liveRows())
                        + (index.liveRows() >= CountBisection.EXACT_BELOW ? 2 : 0)
                : 0;
        return counts
                + Math.ceilDiv(suspects, HubSpotClient.MAX_BATCH)
                + Math.ceilDiv(sampleSize(), HubSpotClient.MAX_BATCH);
    }

    private int sampleSize() {
        return (int)
                (options.values() == VerifyOptions.Values.ALL
                        ? index.liveRows()
                        : Math.min(options.sample(), index.liveRows()));
    }

    /** A random choice of the table's live records, the same for the same seed and rows; ascending. */
    public List<Long> sample() {
        var size = sampleSize();
        var chosen = new TreeSet<Long>();
        if (size == index.liveRows()) {
            index.ids().forEachRemaining((long id) -> chosen.add(id));
            return List.copyOf(chosen);
        }
        var random = new Random(options.seed());
        while (chosen.size() < size) {
            chosen.add(index.id(random.nextInt((int) index.liveRows())));
        }
        return List.copyOf(chosen);
    }

    /** Compares with HubSpot what was scanned. */
    public TableVerification compare() {
        var before = table.callsSoFar();
        var copies = index.copies();
        var judge = new RecordJudge(table, copies);
        judge.judge(index.suspects());
        if (copies.size() <= MOST_COPIES) {
            judge.judge(copies);
        }
        var records = OptionalLong.empty();
        if (table.canBeSearched()) {
            records = compareCounts(judge);
        }
        judge.judge(sample());
        invented = judge.invented();
        return TableVerification.of(
                table.type().name(),
                table.type().table(),
                Instant.ofEpochMilli(table.momentMillis()),
                new Tally(
                        records,
                        index.rows(),
                        index.archivedRows(),
                        judge.compared(),
                        judge.fresh().size(),
                        0,
                        table.callsSoFar() - before),
                judge.findings());
    }

    private OptionalLong compareCounts(RecordJudge judge) {
        var search = table.search();
        var created = table.createdProperty();
        long records;
        try {
            records = search.countCreatedBefore(IdRange.ALL, created, table.momentMillis());
        } catch (ConnectorException e) {
            if (e.code() != ErrorCode.HUBSPOT_REQUEST_REFUSED || created.isEmpty()) {
                throw e;
            }
            // Not every property that exists can be searched.
            created = Optional.empty();
            records = search.countCreatedBefore(IdRange.ALL, created, table.momentMillis());
        }
        judge.judge(differingIds(search, created, records));
        var settled = new HashSet<>(judge.settled());
        settled.addAll(changedSince(search));
        judge.judge(new ModificationRanges(search, index, table.momentMillis(), settled, table.lanes()).differing());
        return OptionalLong.of(records);
    }

    private Set<Long> differingIds(LiveSearch search, Optional<String> created, long records) {
        var before = created.isPresent() ? table.momentMillis() : Long.MAX_VALUE;
        var suspects = new TreeSet<Long>();
        CountBisection.Counts hubSpot = ranges -> {
            var counts = new long[ranges.size()];
            SideBySide.run(
                    counts.length,
                    table.lanes(),
                    i -> counts[i] = search.countCreatedBefore(ranges.get(i), created, before));
            return counts;
        };
        var rows = index.countCreatedBefore(IdRange.ALL, before);
        if (records == rows && rows < CountBisection.EXACT_BELOW) {
            return suspects;
        }
        var ladder = IdLadder.of(index.ids(), ROWS_PER_RUNG);
        var ranges = new CountBisection(
                        hubSpot, range -> index.countCreatedBefore(range, before), ladder, ROWS_PER_RUNG)
                .differing(records);
        SideBySide.run(ranges.size(), table.lanes(), i -> {
            var range = ranges.get(i);
            var found = search.list(range, PAGES_PER_RUNG);
            var inTable = index.ids(range);
            synchronized (suspects) {
                found.modifiedById().keySet().stream()
                        .filter(id -> !inTable.contains(id))
                        .forEach(suspects::add);
                if (found.whole()) {
                    inTable.stream()
                            .filter(id -> !found.modifiedById().containsKey(id))
                            .forEach(suspects::add);
                }
            }
        });
        return suspects;
    }

    private Set<Long> changedSince(LiveSearch search) {
        return search.listModified(table.momentMillis(), Long.MAX_VALUE, PAGES_OF_FRESH)
                .modifiedById()
                .keySet();
    }

    /** Reads again what differs. */
    public void repair(List<Finding> findings) {
        new RecordRepair(table).run(findings, invented);
    }

    /** The findings that still are ones after a repair. */
    public List<Finding> checkAgain(List<Finding> findings) {
        var judge = new RecordJudge(table, Set.of());
        judge.judge(findings.stream().map(Finding::id).toList());
        return new ArrayList<>(judge.findings());
    }
}
