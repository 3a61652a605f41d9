package io.hubflow.snowflake;

import io.hubflow.engine.destination.Row;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

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
    private record Version(long updatedAtMillis, long readAtMillis, long hash) {
        private static final Comparator<Version> ORDER = Comparator.comparingLong(Version::updatedAtMillis)
                .thenComparingLong(Version::readAtMillis)
                .thenComparingLong(Version::hash);

        static Version newer(Version a, Version b) {
            return ORDER.compare(a, b) < 0 ? b : a;
        }
    }

    void add(Row row) {
        add(row.id(), new Version(row.updatedAtMillis(), row.readAtMillis(), row.contentHash()));
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

    /** Whether a commit that changed so many rows changed all of these, so that the table now has their hashes. */
    boolean allWritten(long changedRows) {
        return !tooMany && changedRows == versions.size();
    }

    void forEach(HashConsumer action) {
        versions.forEach((id, version) -> action.accept(id, version.hash));
    }

    /** Takes a row's content hash. */
    @FunctionalInterface
    interface HashConsumer {
        void accept(long id, long hash);
    }
}
