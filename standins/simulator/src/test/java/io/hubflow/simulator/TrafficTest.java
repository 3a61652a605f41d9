package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.simulator.admin.Truth;
import io.hubflow.simulator.traffic.TrafficPlan;
import io.hubflow.simulator.traffic.TrafficPlan.Kind;
import io.hubflow.simulator.traffic.TrafficPlan.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrafficTest {
    private static final String SEARCH = "/crm/v3/objects/contacts/search";

    private static Simulator portal() {
        return Started.with(SimulatorOptions.defaults()
                .withRecords("contacts", 300)
                .withRecords("deals", 100)
                .withVirtualClock(Instant.parse("2026-02-01T10:00:00Z")));
    }

    @Test
    void ticksBeforeEveryNthPage() throws Exception {
        try (var simulator = portal()) {
            var caller = new Caller(simulator);
            simulator.startTraffic(TrafficPlan.beforeEveryNthPage(2, 42).on("contacts"));
            for (int i = 0; i < 9; i++) {
                caller.post(SEARCH, "{}");
                caller.get("/crm/v3/owners");
            }
            var did = simulator.stopTraffic();
            assertThat(did.ticks()).isEqualTo(4);
            assertThat(did.operations()).isEqualTo(28);
            assertThat(did.done())
                    .containsEntry(Kind.UPDATE, Map.of("contacts", 20L))
                    .containsEntry(Kind.CREATE, Map.of("contacts", 4L));
            caller.post(SEARCH, "{}");
            assertThat(simulator.traffic().ticks()).isEqualTo(4);
            assertThat(simulator.counts()).containsEntry("contacts", 300L);
        }
    }

    @Test
    void replaysFromItsSeed() throws Exception {
        assertThat(afterTraffic(7)).isEqualTo(afterTraffic(7)).isNotEqualTo(afterTraffic(8));
    }

    private static List<Truth.Row> afterTraffic(long seed) throws Exception {
        try (var simulator = portal()) {
            simulator.startTraffic(TrafficPlan.beforeEveryNthPage(1, seed)
                    .withMix(Map.of(Kind.CREATE, 1, Kind.UPDATE, 3, Kind.ARCHIVE, 1, Kind.MERGE, 1, Kind.RESTORE, 1)));
            for (int i = 0; i < 10; i++) {
                new Caller(simulator).post(SEARCH, "{}");
            }
            return simulator.records("contacts");
        }
    }

    @Test
    void followsAVirtualClock() throws Exception {
        try (var simulator = portal()) {
            simulator.startTraffic(new TrafficPlan(
                    1, Map.of(Kind.CREATE, 1), List.of("contacts"), new Pace.Every(Duration.ofMillis(500))));
            simulator.advance(Duration.ofMillis(1_700));
            assertThat(new Caller(simulator)
                            .post(SEARCH, "{}")
                            .json()
                            .path("total")
                            .asInt())
                    .isEqualTo(303);
        }
    }

    @Test
    void makesAndCutsLinks() throws Exception {
        try (var simulator = portal()) {
            simulator.startTraffic(TrafficPlan.beforeEveryNthPage(1, 3)
                    .withMix(Map.of(Kind.ASSOCIATE, 10, Kind.DISSOCIATE, 10))
                    .on("contacts", "deals"));
            new Caller(simulator).post(SEARCH, "{}");
            var did = simulator.stopTraffic();
            assertThat(did.done()).containsKeys(Kind.ASSOCIATE, Kind.DISSOCIATE);
            assertThat(did.problems()).isEmpty();
        }
    }

    @Test
    void isStartedAndStoppedByTheAdminApi() throws Exception {
        try (var simulator = portal()) {
            var admin = new Caller(simulator, "");
            var started = admin.post(
                    "/_admin/traffic",
                    "{\"seed\":5,\"mix\":{\"update\":2},\"types\":[\"deal\"],\"every_calls\":1,\"of\":[\"list\"]}");
            assertThat(started.json().path("running").asBoolean()).isTrue();
            new Caller(simulator).get("/crm/v3/objects/deals");
            var stopped =
                    admin.send("/_admin/traffic", request -> request.DELETE()).json();
            assertThat(stopped.at("/done/update/deals").asInt()).isEqualTo(2);
            assertThat(stopped.path("running").asBoolean()).isFalse();
            assertThat(stopped.path("seed").asInt()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mix\":{\"fly\":1}}",
                "{\"mix\":{\"update\":0}}",
                "{\"mix\":{\"update\":5000}}",
                "{\"types\":[\"widgets\"]}",
                "{\"every_calls\":0}",
                "{\"every_calls\":1,\"ticks_per_second\":2}",
                "{\"ticks_per_second\":-1}",
                "{\"every\":\"soon\"}",
                "{\"every_calls\":1,\"of\":[\"lists\"]}",
                "{\"rate\":7}"
            })
    void refusesPlansThatMakeNoSense(String plan) throws Exception {
        try (var simulator = portal()) {
            var answer = new Caller(simulator, "").post("/_admin/traffic", plan);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().path("error").asText()).isNotEmpty();
        }
    }

    @Test
    void needsRecords() throws Exception {
        try (var empty = Started.with(SimulatorOptions.defaults())) {
            assertThatThrownBy(() -> empty.startTraffic(TrafficPlan.perSecond(7, 1)))
                    .hasMessageContaining("No object type has records");
        }
    }
}
