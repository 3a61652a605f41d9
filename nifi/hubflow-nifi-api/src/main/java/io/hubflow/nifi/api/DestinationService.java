package io.hubflow.nifi.api;

import org.apache.nifi.dbcp.DBCPService;

/**
 * A connection pool that knows how hubflow writes into its warehouse, for drivers whose bulk path is not plain JDBC.
 */
public interface DestinationService extends DBCPService {
    /**
     * Opens the warehouse for writing; the caller closes it soon, so that others can read or write.
     *
     * @throws io.hubflow.error.ConnectorException {@code DESTINATION_LOCKED} when another writer has it now
     */
    OpenDestination openDestination();
}
