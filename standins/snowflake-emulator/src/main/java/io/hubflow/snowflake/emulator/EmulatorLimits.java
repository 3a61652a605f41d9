package io.hubflow.snowflake.emulator;

import java.time.Duration;

/**
 * What an emulator takes before it refuses, waits or forgets.
 *
 * @param memory of DuckDB, e.g. {@code 4GB}; verifying 243 typed paths of a VARIANT takes more than 2 GB, a table of 3,000
 *     columns more than that
 * @param longQuery after so long a query is answered with "in progress" (the service takes about 45 s)
 * @param idleBlocker a transaction that blocks another and has been silent for so long is rolled back (docs: 5 minutes)
 * @param maxDocumentBytes longest staged document; longer ones fail with 100082 (16 MB until bundle 2025_03, 128 MB since)
 */
public record EmulatorLimits(String memory, Duration longQuery, Duration idleBlocker, long maxDocumentBytes) {

    /** As the service has them, and 4 GB of memory. */
    public static EmulatorLimits ofTheService() {
        return new EmulatorLimits("4GB", Duration.ofSeconds(45), Duration.ofMinutes(5), 134_217_728);
    }

    public EmulatorLimits withMemory(String changed) {
        return new EmulatorLimits(changed, longQuery, idleBlocker, maxDocumentBytes);
    }

    public EmulatorLimits withLongQuery(Duration changed) {
        return new EmulatorLimits(memory, changed, idleBlocker, maxDocumentBytes);
    }

    public EmulatorLimits withIdleBlocker(Duration changed) {
        return new EmulatorLimits(memory, longQuery, changed, maxDocumentBytes);
    }

    public EmulatorLimits withMaxDocumentBytes(long changed) {
        return new EmulatorLimits(memory, longQuery, idleBlocker, changed);
    }
}
