package io.hubflow.snowflake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Knows which rows need not be sent, because the tables hold them already. HubSpot's calculated values can only be found by
 * reading everything again from time to time; without this, each such pass would wake the warehouse to find nothing changed.
 *
 * <p>What is known is the tables' own content. Our commits add to it what they wrote; where that is not certain, because a row
 * that was sent did not win or there were too many, the table is read back once at a run's end while the warehouse is awake.
 * It is believed only as long as no other commit has come since: {@code _HUBFLOW_META} counts them all. Guarded by the
 * destination's lock.
 */
final class UnchangedRows {
    /** Hashes that are kept of our own commits; of more the table is read back. About 10 MB. */
    private static final int MAX_WRITTEN = 100_000;

    private final Place place;
    private final DigestFiles files;
    private final Map<String, Optional<RowDigests>> digests = new HashMap<>();
    /** The hashes that our commits wrote since, by table. */
    private final Map<String, Map<Long, Long>> written = new HashMap<>();
    /** Tables whose content is not certain. */
    private final Set<String> uncertain = new HashSet<>();
    /** Stages that were opened for a table and may still hold rows. */
    private final Map<String, List<SnowflakeStage>> opened = new HashMap<>();

    private long ownCommits;
    private boolean forgotten;

    UnchangedRows(Place place, DigestFiles files) {
        this.place = place;
        this.files = files;
    }

    /**
     * Absent when nothing is known of the table. Our own commits to other tables do not make it less true, so an object type
     * may be opened after another one's commit. What we wrote to this table is known too, unless a stage of it is still open:
     * its rows may be newer than what the table holds, so no row may be left out because the table holds the same.
     *
     * @param commitsBefore what the meta table counted when the state was first loaded
     */
    Optional<RowDigests> of(String table, StoredState state, long commitsBefore) {
        if (forgotten) {
            return Optional.empty();
        }
        if (!written.containsKey(table)) {
            return known(table, state, commitsBefore);
        }
        var stages = opened.computeIfAbsent(table, t -> new ArrayList<>());
        stages.removeIf(SnowflakeStage::isClosed);
        return stages.isEmpty() && !uncertain.contains(table) ? Optional.of(afterOurCommits(table)) : Optional.empty();
    }

    /** This stage takes rows of the table from now on. */
    void opened(String table, SnowflakeStage stage) {
        opened.computeIfAbsent(table, t -> new ArrayList<>()).add(stage);
    }

    private RowDigests afterOurCommits(String table) {
        var pairs = together(table, written.getOrDefault(table, Map.of()));
        var fresh = new RowDigests(pairs.rows());
        for (int i = 0; i < pairs.rows(); i++) {
            fresh.put(pairs.values()[2 * i], pairs.values()[2 * i + 1]);
        }
        digests.put(table, Optional.of(fresh));
        return fresh;
    }

    private Optional<RowDigests> known(String table, StoredState state, long commitsBefore) {
        return digests.computeIfAbsent(
                table,
                t -> files.load(t, commitsBefore)
                        .filter(d -> state.rows(t).map(rows -> rows == d.rows()).orElse(true)));
    }

    void committed(List<WrittenRows> results) {
        ownCommits++;
        for (var result : results) {
            var table = result.table();
            boolean first = !written.containsKey(table);
            var hashes = written.computeIfAbsent(table, t -> new HashMap<>());
            boolean hasBase = !first
                    || result.alone()
                    || digests.getOrDefault(table, Optional.empty()).isPresent();
            if (!hasBase || !result.complete() || hashes.size() > MAX_WRITTEN) {
                uncertain.add(table);
            }
            if (uncertain.contains(table)) {
                hashes.clear();
            } else {
                result.sent().forEach(hashes::put);
            }
        }
    }

    /** Forgets everything: somebody else may have written. */
    void forget() {
        digests.clear();
        uncertain.addAll(written.keySet());
        forgotten = true;
        ownCommits++;
    }

    /** After the last commit: keeps what the tables hold now, and notes that the other tables did not change. */
    void remember(Session session, StoredState state, long commitsBefore, long commitsNow) {
        if (commitsNow != commitsBefore + ownCommits) {
            return;
        }
        for (var table : state.tables()) {
            if (!written.containsKey(table.table())) {
                files.confirm(table.table(), commitsBefore, commitsNow);
            }
        }
        written.forEach((table, hashes) -> {
            var pairs = uncertain.contains(table) ? read(session, table, state) : together(table, hashes);
            if (pairs.rows() <= RowDigests.MAX_ROWS) {
                files.save(table, commitsNow, pairs.values(), pairs.rows());
            }
        });
    }

    private HashPairs together(String table, Map<Long, Long> hashes) {
        var pairs = new HashPairs();
        digests.getOrDefault(table, Optional.empty())
                .ifPresent(known -> known.forEach((id, hash) -> {
                    if (!hashes.containsKey(id)) {
                        pairs.add(id, hash);
                    }
                }));
        hashes.forEach(pairs::add);
        return pairs;
    }

    private HashPairs read(Session session, String table, StoredState state) {
        var pairs = new HashPairs();
        if (state.rows(table).orElse(0L) > RowDigests.MAX_ROWS) {
            pairs.tooMany();
            return pairs;
        }
        session.each(
                new Purpose("read the digests of " + place.object(table), ""),
                "SELECT \"_ID\", \"_CONTENT_HASH\" FROM " + place.object(table) + " LIMIT " + (RowDigests.MAX_ROWS + 1),
                row -> pairs.add(row.getLong(1), row.getLong(2)));
        return pairs;
    }
}
