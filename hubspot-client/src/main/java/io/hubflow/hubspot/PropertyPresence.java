package io.hubflow.hubspot;

import java.util.BitSet;

/**
 * Which of the requested properties an answer has at all. HubSpot gives an empty property as {@code null}; older texts of its
 * documentation leave it out (reference §3), so a missing key is taken for an empty value. But an answer that has nulls for
 * some properties and no record with the key of another says nothing about that other one: it was not visible.
 *
 * <p>Filled by the thread that reads the answer, and not changed after that.
 */
final class PropertyPresence {
    static final PropertyPresence ALL = new PropertyPresence(0);

    private final boolean[] seen;
    private boolean nulls;
    private final BitSet absent = new BitSet();

    PropertyPresence(int properties) {
        this.seen = new boolean[properties];
    }

    void sawValue(int index) {
        seen[index] = true;
    }

    void sawNull(int index) {
        seen[index] = true;
        nulls = true;
    }

    /** What two answers say together that each were asked for a part of the properties. */
    static PropertyPresence of(PropertyPresence one, PropertyPresence other) {
        var both = new PropertyPresence(Math.max(one.seen.length, other.seen.length));
        for (var i = 0; i < both.seen.length; i++) {
            both.seen[i] = (i < one.seen.length && one.seen[i]) || (i < other.seen.length && other.seen[i]);
        }
        both.nulls = one.nulls || other.nulls;
        both.end();
        return both;
    }

    /** After the last record. */
    void end() {
        if (nulls) {
            for (var i = 0; i < seen.length; i++) {
                absent.set(i, !seen[i]);
            }
        }
    }

    /** Positions in the selection; not to be changed. */
    BitSet absent() {
        return absent;
    }
}
