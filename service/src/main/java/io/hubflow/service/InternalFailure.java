package io.hubflow.service;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;

/** What was thrown, as a failure that people can be told. */
final class InternalFailure {
    private static final String KEPT = "What was committed before is kept; the service tries again.";

    private InternalFailure() {}

    static ConnectorException of(Throwable thrown) {
        if (thrown instanceof ConnectorException known) {
            return known;
        }
        if (thrown instanceof OutOfMemoryError) {
            return new ConnectorException(
                    ErrorCode.OUT_OF_MEMORY,
                    "The service ran out of memory (%s; Java may use %d MB)."
                            .formatted(thrown.getMessage(), Runtime.getRuntime().maxMemory() >> 20),
                    KEPT,
                    "Allow more with HUBFLOW_JVM_FLAGS=-Xmx1g, or lower service.max-concurrent-portals, then start the"
                            + " service again.",
                    thrown);
        }
        return new ConnectorException(
                ErrorCode.BUG,
                "Internal error (" + thrown.getClass().getName() + ").",
                KEPT,
                "Please report it with the lines of the log.",
                thrown);
    }

    /** Whether the log needs the stack: nothing else tells where it comes from. */
    static boolean isUnexpected(Throwable thrown) {
        return !(thrown instanceof ConnectorException);
    }
}
