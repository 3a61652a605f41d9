package io.hubflow.engine.range;

/** Record ids from {@code from} up to, not including, {@code to}. Never empty. */
public record IdRange(long from, long to) {
    /** Above every id that HubSpot can give. */
    public static final long END = Long.MAX_VALUE;

    /** Every id. */
    public static final IdRange ALL = new IdRange(0, END);

    public IdRange {
        if (from < 0 || from >= to) {
            throw new IllegalArgumentException("not a range of ids: [" + from + ", " + to + ")");
        }
    }

    public boolean contains(long id) {
        return id >= from && id < to;
    }

    /** How many ids lie in it, used or not. */
    public long width() {
        return to - from;
    }
}
