package io.hubflow.engine.destination;

import java.util.List;

/**
 * Read-only access to what hubflow wrote, for people who look at it; a {@link Destination} need not be open for it. Not
 * thread-safe. All methods throw {@link io.hubflow.error.ConnectorException} with a {@code DESTINATION_*} code.
 */
public interface DestinationReader extends AutoCloseable {
    /** For people: kind and place, as {@link Destination#description()} has it. */
    String description();

    /**
     * Runs one statement, in the warehouse's own SQL, and hands over its rows without keeping them. Unqualified names are
     * those of hubflow's tables.
     *
     * @throws io.hubflow.error.ConnectorException {@code CONFIGURATION_INVALID} too, when the warehouse does not understand
     *     the statement or it would write
     */
    void run(String sql, QueryRows rows);

    /** What is stored about how far each stream is; empty when hubflow has not written here. */
    DestinationStatus status();

    /**
     * The newest lines of {@code _hubflow_runs}, newest first, as they are recorded: a run that was killed may still be called
     * running.
     *
     * @param most lines; a run has one for each object type and each table of facts
     */
    List<RunRecord> recentRuns(int most);

    /**
     * The newest rows of {@code _hubflow_verifications}, newest first; empty when nothing was ever verified.
     *
     * @param most rows; a verification has one for each table
     */
    List<VerificationRecord> recentVerifications(int most);

    @Override
    void close();
}
