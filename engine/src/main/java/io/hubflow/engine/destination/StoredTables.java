package io.hubflow.engine.destination;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a warehouse holds, for whoever proves that it is right, and the two ways to prepare a repair. Nothing here trusts the
 * rows: another program may have changed, doubled or invented them.
 *
 * <p>All methods throw {@link io.hubflow.error.ConnectorException} with a {@code DESTINATION_*} code.
 */
public interface StoredTables {
    /**
     * Every row of a table of records, ascending by id, doubled ones one after the other. Bounded memory. In a warehouse
     * that bills by use this is one query.
     *
     * @param schema the table, with the columns whose values are wanted
     */
    void rows(TableSchema schema, Consumer<StoredRow> rows);

    /** The rows of these records alone, in the same order. */
    void rows(TableSchema schema, Collection<Long> ids, Consumer<StoredRow> rows);

    /**
     * Ids of rows that say that their record left the filter, ascending. One query, which reads two columns.
     *
     * @param table its name; there may be none
     * @param fromId the lowest id that is wanted
     * @param most how many are wanted
     */
    List<Long> outOfScope(String table, long fromId, int most);

    /** Ids of the records of an object type that stand in {@code _hubflow_quarantine}. */
    Set<Long> quarantined(String objectType);

    /** Compares each owner's rows of a table of facts with the hash of the set that hubflow wrote last. */
    StoredSets sets(FactTable table);

    /** All rows of these owners, in no order, with the values of the table's columns. */
    List<@Nullable Object[]> factRows(FactTable table, Collection<Long> owners);

    /**
     * Makes these rows lose against the next reading, whatever that brings: a content hash of 0, no version, no mark, and one row
     * an id. Their values stay until then.
     */
    void distrust(String table, Collection<Long> ids);

    /** Removes the rows of these ids, which HubSpot never had. */
    void remove(String table, Collection<Long> ids);

    /** Makes the sets of these owners lose against the next reading, and removes rows that are there twice. */
    void distrust(FactTable table, Collection<Long> owners);

    /** Removes rows of a table of facts by the values of its key. */
    void removeFacts(FactTable table, List<@Nullable Object[]> rows);

    /**
     * Erases values. Rows that lose one lose against the next reading: their content hash is 0. Sets of a history count as
     * unproven until they are read again. Erasing again changes nothing.
     */
    void erase(Erasure erasure);

    /**
     * Erases every value of records: their columns of properties with {@code _unparsed}, their versions in the history, and the
     * text of their quarantined forms; also of records that were merged into them. Their rows stay, as alive as they were, and
     * count as read at {@link RecordErasure#goneAtMillis}: what was read of them before brings nothing back. Erasing again
     * changes no value.
     */
    void erase(RecordErasure erasure);

    /**
     * What the hashes of sets tell.
     *
     * @param owners owners that have a set
     * @param altered owners whose rows are not those that were written, or that have rows and no set
     * @param unproven owners whose set has no hash: it lost facts that name records outside the filter, or an older version wrote it
     */
    record StoredSets(long owners, long rows, List<Long> altered, long unproven) {
        public StoredSets {
            altered = List.copyOf(altered);
        }
    }
}
