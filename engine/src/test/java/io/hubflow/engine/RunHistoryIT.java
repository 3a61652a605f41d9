package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.destination.RunRecord;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.quota.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** {@code _hubflow_runs} tells of every object type of every run how it ended, and why. */
final class RunHistoryIT {
    private static Bench twoTypes() {
        return new Bench(
                SimulatorOptions.defaults().withRecords(Map.of("contacts", 700L, "deals", 60L)), "contacts", "deals");
    }

    private static List<RunRecord> runsOf(Bench bench, String objectType) {
        return bench.table.runs().stream()
                .filter(run -> run.objectType().equals(objectType))
                .toList();
    }

    @Test
    void anObjectTypeThatFailedBeforeItBeganHasItsLine() {
        try (var bench = twoTypes()) {
            bench.hubSpot.grant(
                    TokenGrant.scoped("pat-na1-some", "crm.objects.contacts.read", "crm.schemas.contacts.read"));

            bench.sync("pat-na1-some");

            assertThat(runsOf(bench, "contacts"))
                    .as("without the sensitive properties")
                    .extracting(RunRecord::status)
                    .containsExactly("incomplete");
            assertThat(runsOf(bench, "deals")).singleElement().satisfies(run -> {
                assertThat(run.status()).isEqualTo("failed");
                assertThat(run.finishedAt()).isPresent();
                assertThat(run.report()).contains("HUBSPOT_SCOPE_MISSING", "crm.objects.deals.read");
            });
        }
    }

    @Test
    void aRunThatEndsBeforeAnyObjectTypeBeganHasALineForEach() {
        try (var bench = twoTypes()) {
            bench.syncWell();

            assertThatThrownBy(() -> bench.sync("pat-na1-wrong")).isInstanceOf(ConnectorException.class);

            assertThat(runsOf(bench, "deals")).extracting(RunRecord::status).containsExactly("succeeded", "failed");
            assertThat(runsOf(bench, "contacts").getLast().report()).contains("HUBSPOT_TOKEN_REJECTED");
        }
    }

    @Test
    void aSpentQuotaIsCalledSoForEveryObjectTypeThatItStopped() {
        try (var bench = twoTypes()) {
            bench.hubSpot.addFault(FaultRule.always(new Fault.RateLimit(Verdict.Limit.DAILY, OptionalInt.empty()))
                    .on("list", "search"));

            bench.sync();

            assertThat(bench.table.runs()).hasSize(2).allSatisfy(run -> {
                assertThat(run.status()).isEqualTo("quota_spent");
                assertThat(run.report()).contains("HUBSPOT_DAILY_QUOTA_SPENT");
            });
        }
    }

    @Test
    void everyObjectTypeHasItsLineBeforeTheFirstIsRead() {
        try (var bench = twoTypes()) {
            var atTheSecondCommit = new ArrayList<String>();
            bench.table.beforeCommit(number -> {
                if (number == 2) {
                    bench.table.runs().forEach(run -> atTheSecondCommit.add(run.objectType() + " " + run.status()));
                }
            });

            bench.syncWell();

            assertThat(atTheSecondCommit).containsExactly("contacts running", "deals running");
        }
    }

    @Test
    void aRunThatWasKilledBeforeItsFirstCommitIsNamedByTheNextOne() {
        try (var bench = twoTypes()) {
            bench.table.beforeCommit(number -> {
                if (number > 1) { // the first one tells that the run began
                    throw new ConnectorException(ErrorCode.DESTINATION_FAILED, "The disk is gone.", "", "");
                }
            });
            bench.sync();
            bench.table.beforeCommit(number -> {});

            bench.syncWell();

            for (var type : List.of("contacts", "deals")) {
                assertThat(runsOf(bench, type))
                        .as(type)
                        .extracting(RunRecord::status)
                        .containsExactly("killed", "succeeded");
                assertThat(runsOf(bench, type).getFirst().report()).contains("KILLED", "without recording its end");
            }
        }
    }

    @Test
    void aRunThatCouldNotTellItsEndIsCalledKilledByTheNextOne() {
        try (var bench = new Bench(Bench.portal("tasks", 3_000), "tasks")) {
            bench.table.flushEvery(200);
            bench.table.beforeCommit(number -> {
                if (number > 13) { // nine at most are not of tasks
                    throw new ConnectorException(ErrorCode.DESTINATION_FAILED, "The disk is gone.", "", "");
                }
            });
            bench.sync();
            var first = runsOf(bench, "tasks").getFirst();
            assertThat(first.status()).isEqualTo("running");
            bench.table.beforeCommit(number -> {});

            bench.syncWell();

            assertThat(runsOf(bench, "tasks")).extracting(RunRecord::status).containsExactly("killed", "succeeded");
            assertThat(runsOf(bench, "tasks").getFirst()).satisfies(run -> {
                assertThat(run.runId()).isEqualTo(first.runId());
                assertThat(run.rowsRead()).isEqualTo(first.rowsRead());
                assertThat(run.rowsWritten()).isEqualTo(first.rowsWritten());
                assertThat(run.report()).contains("without recording its end");
            });
            bench.syncWell();
            assertThat(runsOf(bench, "tasks"))
                    .extracting(RunRecord::status)
                    .containsExactly("killed", "succeeded", "succeeded");
        }
    }
}
