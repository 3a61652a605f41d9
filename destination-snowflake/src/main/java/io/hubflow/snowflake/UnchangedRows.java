package io.hubflow.snowflake;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Knows which rows need not be sent, because the tables hold them already. HubSpot's calculated values can only be found by
 * reading everything again from time to time; without this, each such pass would wake the warehouse to find nothing changed.
 *
 * <p>What is known is the tables' own content, read back once at a run's end while the warehouse is awake, and it is believed
 * only as long as no other commit has come since: {@code _HUBFLOW_META} counts them all. Guarded by the destination's lock.
 */
final class UnchangedRows {
    private final Place place;
    private final DigestFiles files;
    private final Map<String, Optional<RowDigests>> digests = new HashMap<>();
    private final Set<String> written = new HashSet<>();
    private long ownCommits;
    private boolean forgotten;

    UnchangedRows(Place place, DigestFiles files) {
        this.place = place;
        this.files = files;
    }

    /**
     * Of a table that this destination has not written to; absent when nothing is known. Our own commits to other tables do
     * not make it less true, so an object type may be opened after another one's commit.
     *
     * @param commitsBefore what the meta table counted when the state was first loaded
     */
    Optional<RowDigests> of(String table, StoredState state, long commitsBefore) {
        if (forgotten || written.contains(table)) {
            return Optional.empty();
        }
        return digests.computeIfAbsent(
                table,
                t -> files.load(t, commitsBefore)
                        .filter(d -> state.rows(t).map(rows -> rows == d.rows()).orElse(true)));
    }

    void committed(CommitPlan plan, StoredState state) {
        ownCommits++;
        for (var stage : plan.stages()) {
            state.findTable(stage.schema().table()).ifPresent(t -> written.add(t.table()));
        }
    }

    /** Forgets everything: somebody else may have written. */
    void forget() {
        digests.clear();
        forgotten = true;
        ownCommits++;
    }

    /** After the last commit: reads what changed, and notes that the rest did not. */
    void remember(Session session, StoredState state, long commitsBefore, long commitsNow) {
        if (commitsNow != commitsBefore + ownCommits) {
            return;
        }
        digests.forEach((table, known) -> {
            if (known.isPresent() && !written.contains(table)) {
                files.confirm(table, commitsNow);
            }
        });
        for (var table : written) {
            if (state.rows(table).orElse(0L) <= RowDigests.MAX_ROWS) {
                read(session, table, commitsNow);
            }
        }
    }

    private void read(Session session, String table, long commits) {
        var pairs = new Pairs();
        session.each(
                new Purpose("read the digests of " + place.object(table), ""),
                "SELECT \"_ID\", \"_CONTENT_HASH\" FROM " + place.object(table) + " LIMIT " + (RowDigests.MAX_ROWS + 1),
                row -> pairs.add(row.getLong(1), row.getLong(2)));
        if (pairs.rows <= RowDigests.MAX_ROWS) {
            files.save(table, commits, pairs.values, pairs.rows);
        }
    }

    private static final class Pairs {
        private long[] values = new long[1024];
        private int rows;

        boolean add(long id, long hash) {
            if (2 * rows + 2 > values.length) {
                values = Arrays.copyOf(values, values.length * 2);
            }
            values[2 * rows] = id;
            values[2 * rows + 1] = hash;
            rows++;
            return true;
        }
    }
}
