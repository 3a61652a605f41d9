package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.duckdb.DuckDbDestination;
import io.hubflow.duckdb.DuckDbSettings;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.quota.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hubflow state} after runs that did not come to their end. */
class StateCommandIT {
    private Simulator hubSpot;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        hubSpot = Simulator.start(SimulatorOptions.defaults().withRecords(Map.of("contacts", 30L, "deals", 20L)));
    }

    @AfterEach
    void stop() {
        hubSpot.close();
    }

    @Test
    void showsATypeThatFailedBeforeItBegan() {
        hubSpot.grant(TokenGrant.scoped("pat-na1-some", "crm.objects.contacts.read", "crm.schemas.contacts.read"));

        assertThat(hubflow("pat-na1-some", "sync", "--objects", "contacts,deals")
                        .code())
                .isEqualTo(1);

        var deals = stateOf("deals");
        assertThat(deals.get("phase").asText()).isEqualTo("not begun");
        assertThat(deals.get("last_run").asText()).endsWith(", failed");
        assertThat(deals.get("rows").asLong()).isZero();
        assertThat(deals.get("complete_to").isNull()).isTrue();
        assertThat(deals.has("checkpoint")).isFalse();
        assertThat(stateOf("contacts").get("phase").asText()).isEqualTo("up to date");
        assertThat(state().out()).containsPattern("deals +0 +not begun +not yet +not yet +\\S+, failed");
    }

    @Test
    void callsARunThatASpentQuotaStoppedSo() {
        sync();
        hubSpot.addFault(FaultRule.always(new Fault.RateLimit(Verdict.Limit.DAILY, OptionalInt.empty()))
                .on("list", "search"));

        assertThat(sync().code()).isEqualTo(5);

        assertThat(stateOf("deals").get("last_run").asText()).endsWith(", quota_spent");
        assertThat(state().out()).contains(", quota_spent");
    }

    @Test
    void callsAnInterruptedRunSo() throws InterruptedException {
        var ended = new CountDownLatch(1);
        var answer = new CompletableFuture<CommandLineRun>();
        var worker = Thread.ofPlatform().unstarted(() -> answer.complete(sync()));
        hubSpot.beforePage(1, Endpoint.LIST, "deals", () -> {
            worker.interrupt();
            awaitEnd(ended);
        });

        worker.start();
        worker.join();
        ended.countDown();

        assertThat(answer.join().code()).isEqualTo(130);
        assertThat(stateOf("deals").get("last_run").asText()).endsWith(", interrupted");
    }

    @Test
    void callsARunThatLeftNoEndKilled() {
        sync();
        var begun = new RunRecord(
                "later", "deals", Instant.parse("2099-01-01T00:00:00Z"), Optional.empty(), "running", 0, 0, 0, "{}");
        try (var writer = DuckDbDestination.open(DuckDbSettings.of(folder.resolve("hubflow.duckdb")))) {
            writer.commit(new Commit(List.of(), List.of(), List.of(), List.of(), List.of(begun)));
        }

        assertThat(stateOf("deals").get("last_run").asText()).isEqualTo("2099-01-01T00:00:00Z, killed");
    }

    private static void awaitEnd(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CommandLineRun sync() {
        return hubflow(hubSpot.token(), "sync", "--objects", "deals");
    }

    private CommandLineRun state() {
        return hubflow(hubSpot.token(), "state");
    }

    private JsonNode stateOf(String objectType) {
        for (var object :
                hubflow(hubSpot.token(), "state", "--output", "json").json().get("objects")) {
            if (object.get("object_type").asText().equals(objectType)) {
                return object;
            }
        }
        throw new AssertionError("state does not show " + objectType);
    }

    private CommandLineRun hubflow(String token, String... arguments) {
        return CommandLineRun.of(
                folder,
                Map.of(
                        "HUBSPOT_ACCESS_TOKEN",
                        token,
                        "HUBFLOW_HUBSPOT_BASE_URL",
                        hubSpot.url().toString()),
                arguments);
    }
}
