package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table that somebody dropped comes back whole; a destination that another run has claimed is left alone. */
final class LostTablesIT {
    private static Bench deals() {
        return new Bench(Bench.portal("deals", 300), "deals").selecting("dealname", "amount");
    }

    @Test
    void aTableOfRecordsThatIsGoneIsLoadedWhole() {
        try (var bench = deals()) {
            bench.syncWell();
            bench.table.drop("deals");

            bench.syncWell();

            bench.requireEqual("deals");
            assertThat(bench.notices).anyMatch(notice -> notice.contains("The table deals is gone"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hubspot_owners", "hubspot_properties", "hubspot_pipelines", "hubspot_pipeline_stages"})
    void aReferenceTableThatIsGoneIsWrittenAgainAlthoughNothingChanged(String table) {
        try (var bench = deals()) {
            bench.syncWell();
            var rows = rows(bench, table);
            bench.table.drop(table);

            bench.syncWell();

            assertThat(rows(bench, table)).isEqualTo(rows).isPositive();
        }
    }

    private static int rows(Bench bench, String table) {
        return bench.table.reference(table).values().stream()
                .mapToInt(reference -> reference.rows().size())
                .sum();
    }

    @Test
    void aDestinationThatAnotherRunHasClaimedIsRefusedBeforeAnythingIsRead() {
        try (var bench = deals()) {
            bench.table.claim();

            assertThatThrownBy(bench::sync)
                    .isInstanceOfSatisfying(
                            ConnectorException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.DESTINATION_LOCKED));

            assertThat(bench.hubSpot.stats().calls()).isEmpty();
            assertThat(bench.table.commits()).isZero();
        }
    }
}
