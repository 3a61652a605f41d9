package io.hubflow.engine.verify;

import java.time.Instant;
import java.util.List;

/**
 * What one verification found.
 *
 * @param tables in the order of the object types, each type's links and histories after its records
 * @param calls all of them, those for definitions included
 */
public record VerifyReport(
        String id, Instant startedAt, Instant finishedAt, long calls, Maker maker, List<TableVerification> tables) {
    /** Who made the tables. */
    public enum Maker {
        HUBFLOW,
        ANOTHER_TOOL
    }

    public VerifyReport {
        tables = List.copyOf(tables);
    }

    /** Whether all tables are what HubSpot has, now. */
    public boolean isRight() {
        return tables.stream().allMatch(TableVerification::isRight);
    }

    /** Whether anything differed before a repair. */
    public boolean foundAnything() {
        return tables.stream().anyMatch(table -> !table.findings().isEmpty());
    }
}
