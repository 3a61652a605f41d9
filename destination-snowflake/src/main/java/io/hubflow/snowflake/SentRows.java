package io.hubflow.snowflake;

import io.hubflow.engine.destination.Row;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/**
 * The newest version of each row in a stage's files, by which the table's content hashes are known without reading them back.
 * Not kept of large stages, after which reading them back is the smaller part of the work. Not thread-safe.
 */
final class SentRows {
    /** About 2 MB of memory for each stage. */
    static final int MAX_IDS = 20_000;

    private final Map<Long, Version> versions = new HashMap<>();
    private boolean tooMany;

    /** In the order that {@link MergeSql} takes versions in. */
    private record Version(long micros, long readAtMillis, RowDigest digest) {
        private static final Comparator<Version> ORDER = Comparator.comparingLong(Version::micros)
                .thenComparingLong(Version::readAtMillis)
                .thenComparingLong(version -> version.digest.hash());

        static Version newer(Version a, Version b) {
            return ORDER.compare(a, b) < 0 ? b : a;
        }
    }

    /** @param digest of what the table will know of the row's record */
    void add(Row row, RowDigest digest) {
        add(row.id(), new Version(row.versionMicros(), row.readAtMillis(), digest));
    }

    void addAll(SentRows others) {
        others.versions.forEach(this::add);
        if (others.tooMany) {
            giveUp();
        }
    }

    private void add(long id, Version version) {
        if (!tooMany) {
            versions.merge(id, version, Version::newer);
            if (versions.size() > MAX_IDS) {
                giveUp();
            }
        }
    }

    private void giveUp() {
        tooMany = true;
        versions.clear();
    }

    /** Ids that the files have and that {@code wanted} accepts; empty when there are too many to tell. */
    OptionalLong count(LongPredicate wanted) {
        return tooMany
                ? OptionalLong.empty()
                : OptionalLong.of(
                        versions.keySet().stream().filter(wanted::test).count());
    }

    /** Whether a commit that changed so many rows changed all of these, so that the table now has their hashes. */
    boolean allWritten(long changedRows) {
        return !tooMany && changedRows == versions.size();
    }

    void forEach(RowDigest.Consumer action) {
        versions.forEach((id, version) -> action.accept(id, version.digest));
    }
}
