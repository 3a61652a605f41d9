package io.hubflow.simulator.portal;

import io.hubflow.simulator.json.JsonBytes;

/** Writes the generated value of one property of one record as a JSON fragment: a quoted string or {@code null}. */
@FunctionalInterface
interface ValueGenerator {
    /**
     * Writes the value.
     *
     * @param out where to
     * @param record whose value it is
     * @param hash a hash of (record, property); the same arguments always write the same bytes
     */
    void write(JsonBytes out, CrmRecord record, long hash);
}
