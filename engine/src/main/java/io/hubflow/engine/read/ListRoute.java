package io.hubflow.engine.read;

/** How a page of the list comes to have every property. */
public enum ListRoute {
    /** One call: the names of all properties fit into a URL. */
    WHOLE(1, "each list page brings every property"),
    /** Two calls at once, each with half of the properties. As many calls as {@link #BATCHES}, and one wait instead of two. */
    HALVES(2, "the property names take two URLs, so each list page is read twice, with half of the properties each"),
    /** The list brings ids; the records are read by id. */
    BATCHES(2, "the property names are too long for two URLs, so the list brings ids and the records are read by id");

    private final int calls;
    private final String reason;

    ListRoute(int calls, String reason) {
        this.calls = calls;
        this.reason = reason;
    }

    /** The cheapest one where one URL for all properties, or one for each half, is short enough for this portal. */
    public static ListRoute of(boolean wholeFitsUrl, boolean halvesFitUrl) {
        if (wholeFitsUrl) {
            return WHOLE;
        }
        return halvesFitUrl ? HALVES : BATCHES;
    }

    /** Calls for each page. */
    public int calls() {
        return calls;
    }

    /** For the report. */
    public String reason() {
        return reason;
    }
}
