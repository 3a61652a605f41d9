package io.hubflow.snowflake;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Where connections come from: the driver itself ({@link DriverConnections}) or any pool. Closing the connection gives it
 * back. The session it brings is set up by {@link Session}, so a pool needs no settings of ours.
 */
@FunctionalInterface
public interface ConnectionSource {
    Connection open() throws SQLException;
}
