package io.hubflow.engine.destination;

/**
 * Sets of facts on their way into one table: spooled locally, visible to nobody before {@link Destination#commit}. Bounded
 * memory. Thread-safe.
 *
 * <p>The sets of one owner may be appended more than once and in any order. In a table that keeps {@link FactTable.Keep#CURRENT}
 * rows, the set with the greatest time of reading counts, and among equal ones the last; one that is older than what the table
 * has been told changes nothing. In a table that keeps {@link FactTable.Keep#EVERY} row, all rows of all sets count, each in
 * its newest reading.
 */
public interface FactStage extends AutoCloseable {
    FactTable table();

    /** @throws IllegalArgumentException when a row does not fit the table; nothing of the set is staged then */
    void append(FactSet set);

    /** Begins a set that is too large to be held in memory; it is staged by {@link FactSetWriter#complete}. */
    FactSetWriter open(long ownerId, long readAtMillis);

    /**
     * Removes the rows that name a record that has left: those whose {@code column} holds {@code id} and that no reading
     * later than {@code readAtMillis} has brought or confirmed. A set that was read earlier does not bring them back.
     *
     * @param column a BIGINT column of the key
     */
    void forget(String column, long id, long readAtMillis);

    /** Sets, their rows, and ids to forget, appended since the last successful commit. */
    long stagedEntries();

    /** Rough size of them, for deciding when to commit. */
    long stagedBytes();

    /** As {@link TableStage#isFull()}. */
    default boolean isFull() {
        return false;
    }

    /** Drops what is staged. */
    @Override
    void close();
}
