package io.hubflow.nifi.pool;

import io.hubflow.error.ConnectorException;
import io.hubflow.nifi.api.OpenDestination;
import io.hubflow.nifi.api.SharedDestination;
import io.hubflow.snowflake.ConnectionSource;
import io.hubflow.snowflake.SnowflakeCheck;
import io.hubflow.snowflake.SnowflakeDestination;
import io.hubflow.snowflake.SnowflakeSettings;
import io.hubflow.snowflake.Timing;
import java.util.List;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;

/**
 * Snowflake as one controller service holds it: one session, kept open between transactions, so that a merge does not begin
 * with a login. While there is nothing to write it only asks for the state,
 * which Snowflake answers without a warehouse. Thread-safe.
 */
public final class LentSnowflake implements AutoCloseable {
    private final SnowflakeDestination destination;
    private final SharedDestination<SnowflakeDestination> shared;

    public LentSnowflake(SnowflakeSettings settings, ConnectionSource source) {
        this.destination = SnowflakeDestination.open(settings, source, Timing.SYSTEM);
        this.shared = new SharedDestination<>(() -> destination, SnowflakeDestination::rest);
    }

    /** For one run of a processor; other nodes may have written since the last one, and may write before the next. */
    public OpenDestination lend() {
        return shared.lend();
    }

    @Override
    public void close() {
        destination.close();
    }

    /** A step for everything that loading needs; a failed one gives the statement that mends it. */
    public static List<ConfigVerificationResult> verify(SnowflakeSettings settings, ConnectionSource source) {
        try {
            return SnowflakeCheck.run(settings, source, Timing.SYSTEM).stream()
                    .map(finding -> finding.passed()
                            ? step(finding.tried(), Outcome.SUCCESSFUL, "It works.")
                            : step(finding.tried(), Outcome.FAILED, finding.problem() + " " + finding.mend()))
                    .toList();
        } catch (ConnectorException e) {
            return List.of(step("Connect to Snowflake", Outcome.FAILED, String.valueOf(e.getMessage())));
        }
    }

    public static ConfigVerificationResult step(String name, Outcome outcome, String explanation) {
        return new ConfigVerificationResult.Builder()
                .verificationStepName(name)
                .outcome(outcome)
                .explanation(explanation)
                .build();
    }
}
