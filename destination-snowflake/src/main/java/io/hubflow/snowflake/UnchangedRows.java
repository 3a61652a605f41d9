package io.hubflow.snowflake;

import io.hubflow.engine.destination.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
    /** What our commits wrote since, by table. */
    private final Map<String, Map<Long, RowDigest>> written = new HashMap<>();
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

    /**
     * All rows of the table as they are now, stages that are still open notwithstanding; absent when that is not known here.
     *
     * @param commitsBefore see {@link #of}
     */
    Optional<DigestList> rows(String table, StoredState state, long commitsBefore) {
        if (forgotten || uncertain.contains(table)) {
            return Optional.empty();
        }
        return written.containsKey(table) || known(table, state, commitsBefore).isPresent()
                ? Optional.of(together(table, written.getOrDefault(table, Map.of())))
                : Optional.empty();
    }

    private RowDigests afterOurCommits(String table) {
        var rows = together(table, written.getOrDefault(table, Map.of()));
        var fresh = new RowDigests(rows.rows());
        for (int i = 0; i < rows.rows(); i++) {
            fresh.put(rows.id(i), rows.digest(i));
        }
        digests.put(table, Optional.of(fresh));
        return fresh;
    }

    private Optional<RowDigests> known(String table, StoredState state, long commitsBefore) {
        return digests.computeIfAbsent(
                table,
                // Of a table that somebody dropped or replaced, the rows that are known here are gone.
                t -> kept(t, state, commitsBefore)
                        .filter(d -> state.hasObject(t)
                                && state.rows(t).map(rows -> rows == d.rows()).orElse(true)));
    }

    private Optional<RowDigests> kept(String table, StoredState state, long commitsBefore) {
        forgetOtherRows(table, state);
        return files.load(table, commitsBefore);
    }

    private void forgetOtherRows(String table, StoredState state) {
        if (state.hasOtherRows(table)) {
            files.forget(table);
        }
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
            if (!hasBase || !isCertain(result) || hashes.size() > MAX_WRITTEN) {
                uncertain.add(table);
            }
            if (uncertain.contains(table)) {
                hashes.clear();
            } else {
                result.sent().forEach((id, digest) -> hashes.merge(id, digest, RowDigest::after));
            }
        }
    }

    /**
     * Whether the table now holds what was sent. Not so where a row may have kept the marks of a departure that was seen
     * later, or where not every departure removed its row.
     */
    private boolean isCertain(WrittenRows result) {
        if (result.removes()) {
            var there = result.sent()
                    .count(id -> held(result.table(), id)
                            .filter(digest -> !digest.isRemoved())
                            .isPresent());
            return there.isPresent() && there.getAsLong() == result.result().removed();
        }
        if (!result.complete()) {
            return false;
        }
        var revived = result.staged().kind() == StagedRows.Kind.RECORDS
                ? result.sent()
                        .count(id -> held(result.table(), id)
                                .filter(digest -> !digest.isAlive() && !digest.isRemoved())
                                .isPresent())
                : OptionalLong.of(0);
        return revived.isPresent() && revived.getAsLong() == 0;
    }

    private Optional<RowDigest> held(String table, long id) {
        var ours = written.getOrDefault(table, Map.of());
        var own = ours.get(id);
        return own != null
                ? Optional.of(own)
                : digests.getOrDefault(table, Optional.empty()).flatMap(known -> known.find(id));
    }

    /**
     * Whether nobody else has written: processors of one destination may refuse each other's commits, and what is known of the
     * tables stays true.
     *
     * @param commits how many there were since the state was first loaded
     */
    boolean madeAll(long commits) {
        return commits == ownCommits;
    }

    /** We changed rows of this table beside the commits: it is read back at the run's end. */
    void changedBeside(String table) {
        digests.put(table, Optional.empty());
        written.computeIfAbsent(table, t -> new HashMap<>()).clear();
        uncertain.add(table);
        files.forget(table);
    }

    /** Whether a table has to be read back. */
    boolean isUncertain() {
        return !forgotten && !uncertain.isEmpty();
    }

    /** Forgets everything: somebody else may have written. */
    void forget() {
        digests.clear();
        uncertain.addAll(written.keySet());
        forgotten = true;
    }

    /** After the last commit: keeps what the tables hold now, and notes that the other tables did not change. */
    void remember(Session session, StoredState state, long commitsBefore, long commitsNow) {
        if (forgotten || commitsNow != commitsBefore + ownCommits) {
            return;
        }
        for (var table : state.tables()) {
            if (!written.containsKey(table.table())) {
                forgetOtherRows(table.table(), state);
                files.confirm(table.table(), commitsBefore, commitsNow);
            }
        }
        written.forEach((table, hashes) -> {
            var rows = uncertain.contains(table) ? read(session, table, state) : together(table, hashes);
            if (rows.rows() <= RowDigests.MAX_ROWS) {
                files.save(table, commitsNow, rows);
            }
        });
    }

    private DigestList together(String table, Map<Long, RowDigest> ours) {
        var rows = new DigestList();
        digests.getOrDefault(table, Optional.empty())
                .ifPresent(known -> known.forEach((id, digest) -> {
                    if (!ours.containsKey(id)) {
                        rows.add(id, digest);
                    }
                }));
        ours.forEach(rows::add);
        return rows;
    }

    private DigestList read(Session session, String table, StoredState state) {
        var rows = new DigestList();
        if (state.rows(table).orElse(0L) > RowDigests.MAX_ROWS) {
            rows.tooMany();
            return rows;
        }
        var conditions = LiveRows.Conditions.of(session, place.object(table));
        session.each(
                new Purpose("read the digests of " + place.object(table), ""),
                "SELECT \"_ID\", \"_CONTENT_HASH\", DATE_PART(EPOCH_MILLISECOND, \"_CREATED_AT\"), "
                        + conditions.alive()
                        + ", " + conditions.archived() + " FROM " + place.object(table) + " LIMIT "
                        + (RowDigests.MAX_ROWS + 1),
                row -> rows.add(row.getLong(1), new RowDigest(row.getLong(2), createdAtMillis(row))));
        state.tables().stream()
                .filter(t -> t.table().equals(table) && state.hasObject(Place.REMOVED))
                .forEach(t -> session.each(
                        new Purpose("read which rows were removed from " + place.object(table), ""),
                        new RemovalSql(place, t).read(RowDigests.MAX_ROWS + 1),
                        row -> rows.add(row.getLong(1), RowDigest.removed(row.getLong(2), row.getBoolean(3)))));
        return rows;
    }

    private static long createdAtMillis(ResultSet row) throws SQLException {
        if (!row.getBoolean(4)) {
            return row.getBoolean(5) ? RowDigest.ARCHIVED : RowDigest.DEPARTED;
        }
        var millis = row.getLong(3);
        return row.wasNull() ? Row.NO_TIME : millis;
    }
}
