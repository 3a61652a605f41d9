package io.hubflow.engine.fact;

import io.hubflow.error.ConnectorException;

/** Hears what kept links from being read, although reading went on. */
public interface LinkProblems {
    /** HubSpot no longer lets the token read this pair; its stored links stay as they are. */
    void lost(LinkPair pair, ConnectorException refusal);

    /** HubSpot said nothing of the links of so many records, twice; their stored links stay as they are. */
    void unanswered(LinkPair pair, int records);
}
