package io.hubflow.engine.absence;

import io.hubflow.engine.read.MergedIds;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.RecordPage;
import io.hubflow.hubspot.RecordState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds out what became of records that the table has and a reading of HubSpot did not meet. Nothing is believed to be gone
 * because one answer left it out: it must be missing from two batch reads of live records and two of archived ones, one of each
 * must name it as not found, and then neither the list nor the search may show it. An answer that HubSpot could not give whole says
 * nothing.
 *
 * <p>What a batch read answers for a merged id is documented nowhere (reference §5): either the survivor, which is understood
 * here, or nothing; then the survivor's own properties tell, see {@link MergedIds}.
 */
public final class AbsentRecords {
    private static final int ROUNDS = 2;

    private static final int SMALL_BATCH = 10;

    private final Reads reads;
    private final MergedIds merged;
    private final Map<Long, Long> named = new LinkedHashMap<>();

    /** The ways to ask HubSpot for single records. */
    public interface Reads {
        /**
         * At most {@link HubSpotClient#MAX_BATCH} records by id, with the properties that name merged ids.
         *
         * @throws ConnectorException {@code HUBSPOT_INCOMPLETE} when HubSpot did not answer for all of them
         */
        RecordPage batchRead(List<Long> ids, RecordState state);

        /** Whether a record that {@link #batchRead} gave belongs into the table. */
        default boolean isInScope(HubSpotRecord record) {
            return true;
        }

        /** Those of the ids that the list or the search still shows. */
        Set<Long> shown(List<Long> ids);
    }

    public AbsentRecords(Reads reads, MergedIds merged) {
        this.reads = reads;
        this.merged = merged;
    }

    /** A verdict for each id, in their order. */
    public Map<Long, Verdict> judge(List<Long> ids) {
        var verdicts = new LinkedHashMap<Long, Verdict>();
        var distinct = List.copyOf(new LinkedHashSet<>(ids));
        for (var from = 0; from < distinct.size(); from += HubSpotClient.MAX_BATCH) {
            var part = distinct.subList(from, Math.min(from + HubSpotClient.MAX_BATCH, distinct.size()));
            new Part(part).judge().forEach(verdicts::put);
        }
        return verdicts;
    }

    /**
     * Ids that nobody asked for and that the survivors met so far name as merged into them, with these survivors. A survivor
     * that is in the recycle bin already is read by nothing else, so what it says of earlier merges would be lost.
     */
    public Map<Long, Long> alsoMerged() {
        return Map.copyOf(named);
    }

    /** Whether HubSpot left ids open, or refuses this way of reading: not every type has a recycle bin (unverified). */
    static boolean saysNothing(ConnectorException e) {
        return e.code() == ErrorCode.HUBSPOT_INCOMPLETE
                || e.code() == ErrorCode.HUBSPOT_REQUEST_REFUSED
                || e.code() == ErrorCode.HUBSPOT_NOT_FOUND;
    }

    /** Ids that fit into one batch. */
    private final class Part {
        private final Map<Long, Verdict> verdicts = new LinkedHashMap<>();
        private final Set<Long> open;
        private final Map<RecordState, Set<Long>> notFound = new EnumMap<>(RecordState.class);

        Part(List<Long> ids) {
            open = new LinkedHashSet<>(ids);
        }

        Map<Long, Verdict> judge() {
            for (var round = 0; round < ROUNDS && !open.isEmpty(); round++) {
                read(RecordState.LIVE);
                if (!open.isEmpty()) {
                    read(RecordState.ARCHIVED);
                }
            }
            if (!open.isEmpty()) {
                var shown = reads.shown(List.copyOf(open));
                for (var id : List.copyOf(open)) {
                    settle(id, shown.contains(id) ? new Verdict.Unknown() : unseen(id));
                }
            }
            return verdicts;
        }

        private Verdict unseen(long id) {
            var isNamed = Stream.of(RecordState.LIVE, RecordState.ARCHIVED)
                    .allMatch(state -> notFound.getOrDefault(state, Set.of()).contains(id));
            return isNamed ? new Verdict.Gone() : new Verdict.NotGiven();
        }

        private void read(RecordState state) {
            read(List.copyOf(open), state);
        }

        /** A batch that HubSpot does not answer whole is asked for in tenths: one record must not hide the others. */
        private void read(List<Long> asked, RecordState state) {
            var page = ask(asked, state);
            if (page.isPresent()) {
                understand(asked, page.get(), state);
            } else if (asked.size() > SMALL_BATCH) {
                for (var from = 0; from < asked.size(); from += SMALL_BATCH) {
                    read(asked.subList(from, Math.min(from + SMALL_BATCH, asked.size())), state);
                }
            } else {
                asked.forEach(id -> settle(id, new Verdict.Unknown()));
            }
        }

        private void understand(List<Long> asked, RecordPage page, RecordState state) {
            var others = new ArrayList<HubSpotRecord>();
            for (var record : page.records()) {
                if (!open.contains(record.id())) {
                    others.add(record);
                } else if (record.answer() != HubSpotRecord.Answer.NOTHING) {
                    settle(record.id(), verdict(record, state));
                }
            }
            notFound.computeIfAbsent(state, key -> new HashSet<>()).addAll(page.notFoundIds());
            // A record that cannot be read is there all the same.
            var silent = new HashSet<>(page.missingIds());
            page.records().forEach(record -> silent.add(record.id()));
            asked.stream()
                    .filter(id -> open.contains(id) && !silent.contains(id))
                    .forEach(id -> settle(id, new Verdict.Unknown()));
            if (!others.isEmpty()) {
                findSurvivors(asked, others, state);
            }
        }

        private Verdict verdict(HubSpotRecord record, RecordState state) {
            if (state == RecordState.ARCHIVED) {
                return new Verdict.Archived();
            }
            return reads.isInScope(record) ? new Verdict.Live() : new Verdict.OutOfScope();
        }

        /** Records that nobody asked for stand in the place of ids that were merged into them. */
        private void findSurvivors(List<Long> asked, List<HubSpotRecord> survivors, RecordState state) {
            for (var survivor : survivors) {
                for (var id : merged.in(survivor)) {
                    if (open.contains(id)) {
                        settle(id, new Verdict.Merged(survivor.id()));
                    } else if (!verdicts.containsKey(id)) {
                        named.put(id, survivor.id());
                    }
                }
            }
            for (var id : asked.stream().filter(open::contains).toList()) {
                var page = ask(List.of(id), state);
                page.stream()
                        .flatMap(answer -> answer.records().stream())
                        .filter(record -> record.id() != id)
                        .findFirst()
                        .ifPresent(record -> settle(id, new Verdict.Merged(record.id())));
            }
        }

        private Optional<RecordPage> ask(List<Long> ids, RecordState state) {
            try {
                return Optional.of(reads.batchRead(ids, state));
            } catch (ConnectorException e) {
                if (saysNothing(e)) {
                    return Optional.empty();
                }
                throw e;
            }
        }

        private void settle(long id, Verdict verdict) {
            open.remove(id);
            verdicts.put(id, verdict);
        }
    }
}
