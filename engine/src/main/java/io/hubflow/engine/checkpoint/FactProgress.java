package io.hubflow.engine.checkpoint;

import io.hubflow.engine.range.IdRange;
import java.util.List;

/**
 * How far one table of facts (a pair's links, an object type's histories) is loaded for records that are in their table. Facts
 * of records that are read come with them.
 *
 * @param table its name
 * @param loadedTo records below this id have their facts; {@link IdRange#END} = all
 * @param sinceMillis once all are loaded, no set is from a reading before this time of HubSpot's clock
 * @param properties whose histories are loaded, sorted; empty for links
 * @param unmade whether no fact has come yet, so that the destination has not made the table; false in states of versions that
 *     made every table at once
 */
public record FactProgress(String table, long loadedTo, long sinceMillis, List<String> properties, boolean unmade) {
    public FactProgress {
        properties = properties == null ? List.of() : List.copyOf(properties);
    }

    /** For an object type of which nothing is loaded yet. */
    public static FactProgress fromTheStart(String table, List<String> properties, long nowMillis) {
        return new FactProgress(table, IdRange.END, nowMillis, properties, true);
    }

    /** For records that were loaded without these facts. */
    public static FactProgress toLoad(String table, List<String> properties, long nowMillis) {
        return new FactProgress(table, 0, nowMillis, properties, true);
    }

    public boolean isWhole() {
        return loadedTo == IdRange.END;
    }

    public FactProgress loadedTo(long id) {
        return new FactProgress(table, id, sinceMillis, properties, unmade);
    }

    /** The loading of all records' facts begins now. */
    public FactProgress beginningAt(long nowMillis) {
        return new FactProgress(table, loadedTo, nowMillis, properties, unmade);
    }

    /** The table has had rows: if it is missing later, somebody has dropped it. */
    public FactProgress made() {
        return new FactProgress(table, loadedTo, sinceMillis, properties, false);
    }

    /** The same for other properties. */
    public FactProgress about(List<String> others) {
        return new FactProgress(table, loadedTo, sinceMillis, others, unmade);
    }

    /** Records were read without these facts: those of all records are loaded again. */
    public FactProgress again() {
        return loadedTo(0);
    }
}
