package io.hubflow.engine.forecast;

/** Rounds up to whole pages. */
final class Pages {
    private Pages() {}

    static long of(long rows, long perPage) {
        return (rows + perPage - 1) / perPage;
    }
}
