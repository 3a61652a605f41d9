package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.FactProgress;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import java.util.List;
import org.junit.jupiter.api.Test;

class FactReportsTest {
    private static final long NOW = 1_000_000;

    /** Records that are not there yet have no links in the table, however new those are that are in it. */
    @Test
    void linksAreNotAllLoadedBeforeTheirRecordsAre() {
        var loaded = ObjectState.fresh(1, "contacts", SnapshotProgress.starting(NOW, 0, Long.MAX_VALUE))
                .withFactTables(List.of(FactProgress.fromTheStart("contacts_companies", List.of(), NOW)));

        assertThat(FactReports.of(loaded, List.of(), NOW))
                .singleElement()
                .satisfies(facts -> assertThat(facts.greatestAge()).isEmpty());
        assertThat(FactReports.of(loaded.withSnapshot(null), List.of(), NOW))
                .singleElement()
                .satisfies(facts -> assertThat(facts.greatestAge()).isPresent());
    }
}
