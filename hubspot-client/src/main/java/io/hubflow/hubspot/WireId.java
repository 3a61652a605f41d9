package io.hubflow.hubspot;

/** Record ids: decimal integers of up to 19 digits, sent as strings and in a few places as numbers. */
final class WireId {
    /** What {@link #toLong} gives for text that is no id. */
    static final long UNREADABLE = Long.MIN_VALUE;

    private WireId() {}

    static long toLong(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return UNREADABLE; // the caller keeps the record's text
        }
    }
}
