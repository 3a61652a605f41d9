package io.hubflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.Endpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of a service in the middle of its first load. */
@Tag("thorough")
final class KillServiceIT {
    private static final int COMPANIES = 40;
    private static final int CONTACTS = 900;

    @TempDir
    Path directory;

    @Test
    void thePageAndTheTablesGoOnWhereTheyWereWhenTheServiceIsStartedAgain() throws Exception {
        var options = SimulatorOptions.defaults()
                .withRecords(Map.of("companies", (long) COMPANIES, "contacts", (long) CONTACTS));
        try (var hubSpot = Simulator.start(options)) {
            killAfterTheFirstCommit(hubSpot);

            try (var service = RunningService.start(directory, arguments(hubSpot))) {
                var portal = service.awaitPortal(KillServiceIT::isLoaded);

                assertThat(rows(portal, "companies")).isEqualTo(COMPANIES);
                assertThat(rows(portal, "contacts")).isEqualTo(CONTACTS);
                // The killed run is still listed, and what it had committed is not written again.
                assertThat(portal.get("runs")).hasSize(2);
                assertThat(portal.at("/runs/1/status").asText())
                        .as("companies were finished, contacts were not")
                        .isEqualTo("killed");
                assertThat(written(portal.at("/runs/0"), "companies")).isZero();
                assertThat(service.get("")).contains("Everything is fresh");
            }
            for (var type : List.of("companies", "contacts")) {
                assertThat(TruthComparison.differences(hubSpot.adminUrl(), database(), type))
                        .as(type)
                        .isEmpty();
            }
        }
    }

    /**
     * The process is killed when the companies are committed and the contacts cannot be: HubSpot has answered neither
     * their second search nor the second page of their list. One of them alone would not hold the load up, since
     * what one does not bring the other does.
     */
    private void killAfterTheFirstCommit(Simulator hubSpot) throws Exception {
        var secondPage = new CountDownLatch(1);
        var killed = new CountDownLatch(1);
        for (var endpoint : List.of(Endpoint.SEARCH, Endpoint.LIST)) {
            hubSpot.beforePage(2, endpoint, "contacts", () -> {
                secondPage.countDown();
                await(killed);
            });
        }
        try (var service = RunningService.start(directory, arguments(hubSpot))) {
            secondPage.await();
            var portal = service.awaitPortal(status -> isCommitted(status, "companies"));
            assertThat(portal.get("running").asText()).isEqualTo("sync");

            assertThat(service.kill().killed()).isTrue();
        } finally {
            killed.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String[] arguments(Simulator hubSpot) {
        return new String[] {
            // Nothing but the load that was killed is due when the service starts again.
            "--every=1 day",
            "--verify-every=never",
            "--objects=companies,contacts",
            "--associations=none",
            "--sensitive=*",
            "--base-url=" + hubSpot.url(),
            "--token=" + hubSpot.token(),
            "--to=" + database()
        };
    }

    private Path database() {
        return directory.resolve("portal.duckdb");
    }

    /** The newest run has ended, which the killed one never does, and it brought all contacts. */
    private static boolean isLoaded(JsonNode portal) {
        return portal.get("running").isNull()
                && !portal.at("/runs/0/finished_at").isNull()
                && rows(portal, "contacts") == CONTACTS;
    }

    private static long rows(JsonNode portal, String objectType) {
        return object(portal, objectType).path("rows").asLong();
    }

    /** While the run goes on. */
    private static boolean isCommitted(JsonNode portal, String table) {
        return portal.get("merges").findValuesAsText("table").contains(table);
    }

    /** Rows that a run wrote into a table; 0 when it did not touch it. */
    private static long written(JsonNode run, String table) {
        for (var line : run.get("lines")) {
            if (line.get("table").asText().equals(table)) {
                return line.get("rows_written").asLong();
            }
        }
        return 0;
    }

    private static JsonNode object(JsonNode portal, String objectType) {
        for (var object : portal.get("objects")) {
            if (object.get("object_type").asText().equals(objectType)) {
                return object;
            }
        }
        return portal.path("no such object type");
    }
}
