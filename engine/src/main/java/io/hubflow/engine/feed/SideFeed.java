package io.hubflow.engine.feed;

/** A feed beside the records of object types: nothing depends on it, and its failure is a notice. */
public interface SideFeed extends Feed {
    /**
     * Reads, and commits what differs from what is stored.
     *
     * @throws io.hubflow.error.ConnectorException when HubSpot does not give it; what is stored stays
     */
    void run(FeedRun run);

    /** Calls that a forecast would have told beyond those that every run makes; known once it has run. */
    default long foreseenCalls() {
        return 0;
    }
}
