package io.hubflow.engine.destination;

/**
 * When and how HubSpot was asked for records; decides which of two versions of a row is the later one.
 *
 * <p>A reading by id (list, batch read) comes from HubSpot's store: it is true from the moment the request was sent, whatever
 * the record's {@code updatedAt} says, which may go back. A reading by search comes from an index that lags: it is true from
 * the record's {@code updatedAt} only.
 *
 * @param sentAtMillis when the request was sent, by HubSpot's clock; not later than the truth, or a change made after the
 *     reading would lose against it
 * @param latestMillis what HubSpot's clock showed then at the latest
 * @param readAtMillis for people, and to order readings that are equal otherwise
 * @param order of readings with the same {@code sentAtMillis}, 0 to {@value #LAST_OF_A_MILLISECOND}: HubSpot's clock shows whole
 *     seconds, so many readings in a row have the same time
 */
public record Reading(long sentAtMillis, long latestMillis, long readAtMillis, Source source, int order) {
    /** A reading by id takes one microsecond more than its order: microsecond 0 of a version says that a search brought it. */
    public static final int LAST_OF_A_MILLISECOND = 998;

    /** An {@code updatedAt} further ahead of every clock than this says nothing about when the record changed. */
    private static final long IMPLAUSIBLE_MILLIS = 600_000;

    /** Where HubSpot took the record from. */
    public enum Source {
        /** A list or a batch read. */
        ID,
        SEARCH
    }

    /** A list or batch read that was sent at this time of HubSpot's clock. */
    public static Reading byId(long sentAtMillis) {
        return new Reading(sentAtMillis, sentAtMillis, sentAtMillis, Source.ID, 0);
    }

    /** A search of which no more than this is known; the record's {@code updatedAt} is believed. */
    public static Reading searched(long readAtMillis) {
        return new Reading(readAtMillis, Long.MAX_VALUE - IMPLAUSIBLE_MILLIS, readAtMillis, Source.SEARCH, 0);
    }

    /**
     * The moment from which a record that was read so is known to be true, in microseconds of HubSpot's clock. HubSpot's
     * times have milliseconds: the microsecond says that a record was read by id, so that it wins over a search that is
     * effective at the same time, and over an earlier reading by id.
     *
     * @param updatedAtMillis {@link Row#NO_TIME} when the record has none
     * @return {@link Row#NO_TIME} for a search that brought no {@code updatedAt}: it loses against everything
     */
    public long versionMicros(long updatedAtMillis) {
        var implausible = updatedAtMillis != Row.NO_TIME && updatedAtMillis - IMPLAUSIBLE_MILLIS > latestMillis;
        var since = implausible ? sentAtMillis : updatedAtMillis;
        return switch (source) {
            case ID -> micros(Math.max(sentAtMillis, since)) + 1 + order;
            case SEARCH -> since == Row.NO_TIME ? Row.NO_TIME : micros(since);
        };
    }

    /** The moment from which it is known to be true that a record is gone which this reading showed to be so, in microseconds. */
    public long departureMicros() {
        return micros(sentAtMillis) + (source == Source.ID ? 1 + order : 0);
    }

    private static long micros(long millis) {
        return Math.multiplyExact(millis, 1_000);
    }
}
