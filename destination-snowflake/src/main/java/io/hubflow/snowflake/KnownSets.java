package io.hubflow.snowflake;

import io.hubflow.engine.destination.FactTable;
import io.hubflow.snowflake.SentSets.Sent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows which sets of facts need not be sent, because the tables hold them already. Links can only be kept true by reading them
 * again from time to time; without this, each such pass would wake the warehouse to find nothing changed.
 *
 * <p>What is known is what {@code _HUBFLOW_SETS} says. Our commits add to it what they sent; where that is not certain, it is
 * read back once at a run's end while the warehouse is awake. It is believed only as long as no other commit has come since
 * ({@code _HUBFLOW_META} counts them) and the table has as many rows as before, which a user who deletes some changes. Guarded
 * by the destination's lock.
 */
final class KnownSets {
    private static final SetDigests NOTHING = new SetDigests.Builder().build();

    private final Place place;
    private final SetDigestFiles files;
    private final Map<String, Known> tables = new HashMap<>();
    private long ownCommits;
    private boolean forgotten;

    /** What is known of one table. */
    private static final class Known {
        private final FactTable table;
        private final List<SnowflakeFactStage> opened = new ArrayList<>();
        /** What our commits sent since the digests were made. */
        private final TreeMap<Long, Sent> sent = new TreeMap<>();

        private @Nullable SetDigests digests;
        private KnownDepartures departures;
        /** In the table; −1 when that is not known. */
        private long rows;

        private boolean written;
        private boolean uncertain;

        Known(FactTable table, @Nullable SetDigests digests, KnownDepartures departures, long rows) {
            this.table = table;
            this.digests = digests;
            this.departures = departures;
            this.rows = rows;
        }
    }

    KnownSets(Place place, SetDigestFiles files) {
        this.place = place;
        this.files = files;
    }

    /**
     * Absent when nothing is known of the table, and while a stage that was opened before a commit of ours is still open: its
     * sets may be newer than what the table holds.
     *
     * @param commitsBefore what the meta table counted when the state was first loaded
     */
    Optional<SetDigests> of(FactTable table, StoredState state, long commitsBefore) {
        if (forgotten) {
            return Optional.empty();
        }
        var known = tables.computeIfAbsent(
                Identifiers.upper(table.name()), upper -> load(table, upper, state, commitsBefore));
        if (!known.written) {
            return Optional.ofNullable(known.digests);
        }
        known.opened.removeIf(SnowflakeFactStage::isClosed);
        if (!known.opened.isEmpty() || known.uncertain) {
            return Optional.empty();
        }
        var before = known.digests == null ? NOTHING : known.digests;
        known.digests = before.with(known.sent);
        known.sent.clear();
        return Optional.of(known.digests);
    }

    /** The records that need not be forgotten again; of a table that {@link #of} was asked about. */
    KnownDepartures departures(FactTable table) {
        var known = tables.get(Identifiers.upper(table.name()));
        return known == null ? new KnownDepartures() : known.departures;
    }

    /** This stage takes sets of its table from now on. */
    void opened(SnowflakeFactStage stage) {
        var known = tables.get(Identifiers.upper(stage.table().name()));
        if (known != null) {
            known.opened.add(stage);
        }
    }

    private Known load(FactTable table, String upper, StoredState state, long commitsBefore) {
        if (!state.hasObject(upper)) {
            return new Known(table, NOTHING, new KnownDepartures(), 0);
        }
        forgetOtherRows(upper, state);
        long rows = state.rows(upper).orElse(-1L);
        var stored = files.load(upper, commitsBefore)
                .filter(s -> state.hasObject(Place.SETS))
                .filter(s -> s.tableRows() < 0 || rows < 0 || s.tableRows() == rows);
        return new Known(
                table,
                stored.map(SetDigestFiles.Stored::digests).orElse(null),
                stored.filter(s -> state.hasObject(Place.DEPARTURES))
                        .map(SetDigestFiles.Stored::departures)
                        .orElseGet(KnownDepartures::new),
                rows);
    }

    private void forgetOtherRows(String table, StoredState state) {
        if (state.hasOtherRows(table)) {
            files.forget(table);
        }
    }

    /** @param mayFilter whether sets may have lost rows that name departed records */
    void committed(List<WrittenFacts> results, boolean mayFilter) {
        ownCommits++;
        for (var result : results) {
            var known = tables.get(Identifiers.upper(result.result().table()));
            if (known != null) {
                committed(known, result, mayFilter);
            }
        }
    }

    private static void committed(Known known, WrittenFacts result, boolean mayFilter) {
        known.written = true;
        known.rows += known.rows < 0
                ? 0
                : result.result().inserted() - result.result().removed();
        known.uncertain |= known.digests == null
                || result.sent().tooMany()
                || result.forgot()
                || mayFilter
                || known.sent.size() > SentSets.MAX_OWNERS;
        if (known.uncertain) {
            known.sent.clear();
        } else {
            result.sent()
                    .sets()
                    .forEach((owner, set) -> known.sent.merge(
                            owner, set, (old, young) -> young.readAtMillis() >= old.readAtMillis() ? young : old));
        }
    }

    /** We changed sets of this table beside the commits: they are read back at the run's end. */
    void changedBeside(FactTable table) {
        var upper = Identifiers.upper(table.name());
        var known = tables.computeIfAbsent(upper, name -> new Known(table, null, new KnownDepartures(), -1));
        known.digests = null;
        known.departures.clear();
        known.rows = -1;
        known.sent.clear();
        known.written = true;
        known.uncertain = true;
        files.forget(upper);
    }

    /** Forgets everything: somebody else may have written. */
    void forget() {
        forgotten = true;
        tables.values().forEach(known -> known.departures.clear());
    }

    /** After the last commit: keeps what the tables hold now, and notes that the other tables did not change. */
    void remember(Session session, StoredState state, long commitsBefore, long commitsNow) {
        if (forgotten || commitsNow != commitsBefore + ownCommits) {
            return;
        }
        for (var table : state.factTables()) {
            var known = tables.get(table);
            if (known == null) {
                forgetOtherRows(table, state);
                files.confirm(table, commitsBefore, commitsNow);
            } else {
                now(session, known)
                        .filter(digests -> digests.size() <= SetDigests.MAX_OWNERS)
                        .ifPresent(digests -> files.save(
                                table, commitsNow, new SetDigestFiles.Stored(digests, known.departures, known.rows)));
            }
        }
    }

    /** After a run that had nothing to write: keeps when the sets that were read again were read. */
    void rememberConfirmed(long commitsBefore) {
        if (ownCommits == 0 && !forgotten) {
            tables.forEach((table, known) -> {
                var digests = known.digests;
                if (digests != null && digests.hasConfirmed()) {
                    files.save(table, commitsBefore, new SetDigestFiles.Stored(digests, known.departures, known.rows));
                }
            });
        }
    }

    private Optional<SetDigests> now(Session session, Known known) {
        if (!known.written) {
            return Optional.ofNullable(known.digests);
        }
        var before = known.digests == null ? NOTHING : known.digests;
        if (known.uncertain) {
            known.departures = readDepartures(session, known.table);
        }
        return Optional.of(known.uncertain ? read(session, known.table.name()) : before.with(known.sent));
    }

    private KnownDepartures readDepartures(Session session, FactTable table) {
        var departures = new KnownDepartures();
        session.each(
                new Purpose("read the departures of " + place.object(Place.DEPARTURES), ""),
                new FactSql(place, table, "").readDepartures(KnownDepartures.MAX_IDS),
                row -> {
                    departures.add(row.getString(1), row.getLong(2));
                    return true;
                });
        return departures;
    }

    private SetDigests read(Session session, String table) {
        var read = new SetDigests.Builder();
        session.each(
                new Purpose("read the digests of " + place.object(Place.SETS), ""),
                FactSql.readDigests(place, table, SetDigests.MAX_OWNERS + 1),
                row -> {
                    read.add(row.getLong(1), row.getLong(2), row.getLong(3));
                    return true;
                });
        return read.build();
    }
}
