package io.hubflow.engine.read;

import io.hubflow.engine.range.IdRange;
import java.util.OptionalLong;

/**
 * A page of a search that was entered in the middle: so many records of its range come before it. Its rows are with the sink
 * already; whether it left records out shows only later, when records are counted again. Used by one thread at a time.
 */
public interface RankedPage {
    long firstId();

    long lastId();

    /** The ids that it shows, at least one, ascending. */
    long[] ids();

    /** How many records it shows, at least one. */
    long records();

    /** Whether it shows as many records as were asked for. */
    boolean isFull();

    /** HubSpot's count of the range that was searched, records before the page included; absent when it did not count. */
    OptionalLong total();

    /** Whether HubSpot gave no cursor to go on with. */
    boolean isLast();

    /** Covers the ids, of which the page is known to show every record. */
    void cover(IdRange range);

    /** Compares the page with the ids that HubSpot shows in the range, reads what is missing, and covers it. */
    void prove(IdRange range);
}
