package io.hubflow.hubspot;

/** Calls sent so far, tries included, by kind. */
public record CallCounts(
        long list, long search, long batchRead, long associations, long other, long throttled, long retried) {
    public static final CallCounts ZERO = new CallCounts(0, 0, 0, 0, 0, 0, 0);

    public CallCounts plus(CallCounts other) {
        return new CallCounts(
                list + other.list,
                search + other.search,
                batchRead + other.batchRead,
                associations + other.associations,
                this.other + other.other,
                throttled + other.throttled,
                retried + other.retried);
    }

    public long total() {
        return list + search + batchRead + associations + other;
    }
}
