package io.hubflow.service.status;

import io.hubflow.error.ConnectorException;
import java.time.Instant;

/**
 * A failure in words.
 *
 * @param what what happened
 * @param meaning what it means for the data; may be empty
 * @param action what to do; may be empty
 */
public record Problem(String code, String what, String meaning, String action, Instant at) {
    public static Problem of(ConnectorException failure, Instant at) {
        return new Problem(failure.code().name(), failure.what(), failure.meaning(), failure.action(), at);
    }
}
