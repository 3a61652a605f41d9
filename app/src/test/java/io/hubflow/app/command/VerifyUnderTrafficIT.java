package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.traffic.TrafficPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hubflow verify} while records change, appear and disappear all the time and HubSpot's search lags. */
@Tag("thorough")
class VerifyUnderTrafficIT {
    private static Simulator hubSpot;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 500L, "deals", 60L))
                .withIndexDelay(IndexDelay.between(Duration.ZERO, Duration.ofSeconds(2)))
                .withToken("secret-token-1"));
    }

    @AfterAll
    static void stop() {
        hubSpot.close();
    }

    @Test
    void saysNothingOfEqualTablesInTheMiddleOfChanges() {
        verify(6);
    }

    @Test
    @Tag("stress")
    void saysNothingOfEqualTablesHoweverOftenItLooks() {
        verify(40);
    }

    private void verify(int times) {
        hubSpot.startTraffic(TrafficPlan.beforeEveryNthPage(2, 7));
        requireOk(hubflow("sync", "--settle-lag", "3s"));
        for (var i = 0; i < times; i++) {
            if (i % 4 == 3) {
                requireOk(hubflow("sync", "--settle-lag", "3s"));
            }
            requireOk(hubflow("verify", "--sample", "40", "--seed", String.valueOf(i)));
        }
        assertThat(hubSpot.stopTraffic().operations()).isGreaterThan(10L * times);
    }

    private static void requireOk(CommandLineRun run) {
        assertThat(run.code()).as(run.out() + run.err()).isZero();
    }

    private CommandLineRun hubflow(String command, String... more) {
        var arguments = new String[more.length + 7];
        System.arraycopy(
                new String[] {command, "--to", "crm.duckdb", "--objects", "contacts,deals", "--include", "email,amount"
                },
                0,
                arguments,
                0,
                7);
        System.arraycopy(more, 0, arguments, 7, more.length);
        var environment = Map.of(
                "HUBSPOT_ACCESS_TOKEN",
                "secret-token-1",
                "HUBFLOW_HUBSPOT_BASE_URL",
                hubSpot.url().toString());
        return CommandLineRun.of(folder, environment, arguments);
    }
}
