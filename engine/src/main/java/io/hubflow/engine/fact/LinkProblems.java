package io.hubflow.engine.fact;

import io.hubflow.error.ConnectorException;

/** Hears what kept links from being read, although reading went on. */
public interface LinkProblems {
    /** HubSpot refuses this pair; its stored links stay as they are. */
    void lost(LinkPair pair, ConnectorException refusal);

    /** Whether a refusal is about the pair that was asked for, and says nothing about the records of its object types. */
    static boolean isAboutPair(ConnectorException refusal) {
        return switch (refusal.code()) {
            case HUBSPOT_SCOPE_MISSING, OBJECT_TYPE_UNKNOWN, HUBSPOT_NOT_FOUND, HUBSPOT_REQUEST_REFUSED -> true;
            default -> false;
        };
    }

    /** HubSpot said nothing of the links of so many records, twice; their stored links stay as they are. */
    void unanswered(LinkPair pair, int records);
}
