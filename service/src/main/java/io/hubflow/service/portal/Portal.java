package io.hubflow.service.portal;

import io.hubflow.engine.destination.DestinationCost;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.verify.VerifyReport;
import io.hubflow.hubspot.AnsweredCalls;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.quota.QuotaSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A HubSpot portal, the tables that it is loaded into, and how to do that. {@link #sync}, {@link #verify} and {@link #load} are called by one
 * thread, one after the other; the other methods by any thread.
 */
public interface Portal extends AutoCloseable {
    /** As the configuration names it. */
    String name();

    /** Those that the configuration names, as it writes them. */
    List<String> objectTypes();

    /** Kind and place of the warehouse. */
    String destination();

    /**
     * Brings the tables up to date, as {@code hubflow sync} does. When the thread is interrupted, the report says so.
     *
     * @param objectTypes empty = those that the configuration names
     * @throws io.hubflow.error.ConnectorException when nothing could be done at all
     */
    RunReport sync(List<String> objectTypes, SyncListener listener);

    /**
     * Compares the tables with HubSpot, as {@code hubflow verify} does, and records what it finds in the warehouse. When the
     * thread is interrupted, it fails with {@code INTERRUPTED}.
     *
     * @throws io.hubflow.error.ConnectorException when nothing could be compared at all
     */
    VerifyReport verify(SyncListener listener);

    /**
     * What the warehouse has recorded; nothing when it was never written.
     *
     * @throws io.hubflow.error.ConnectorException when it cannot be read
     */
    StoredStatus load();

    /** When HubSpot's daily quota is reset. @param now the present */
    Instant quotaReset(Instant now);

    /** The portal's quota as last seen; absent before the first run. */
    Optional<QuotaSnapshot> quota();

    /** Calls since the service was started. */
    CallCounts calls();

    /** The answers that they got, by endpoint and status. */
    List<AnsweredCalls> answeredCalls();

    /** What the runs since the service was started have cost; absent where using the warehouse costs nothing. */
    Optional<DestinationCost> cost();

    @Override
    void close();
}
