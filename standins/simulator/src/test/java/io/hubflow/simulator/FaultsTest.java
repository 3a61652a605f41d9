package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.fault.Trigger;
import io.hubflow.simulator.quota.Verdict.Limit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FaultsTest {
    private static final String LIST = "/crm/v3/objects/contacts?limit=5";

    private final Simulator simulator =
            Started.with(SimulatorOptions.defaults().withRecords("contacts", 50).withRecords("deals", 5));
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void refusesWithStatusBodyAndRetryAfter() throws Exception {
        simulator.addFault(FaultRule.once(new Fault.Refuse(477, Fault.Body.JSON, OptionalInt.of(3))));
        var migrating = caller.get(LIST);
        assertThat(migrating.status()).isEqualTo(477);
        assertThat(migrating.header("Retry-After")).isEqualTo("3");
        assertThat(migrating.json().path("status").asText()).isEqualTo("error");
        simulator.addFault(FaultRule.once(new Fault.Refuse(502, Fault.Body.HTML, OptionalInt.empty())));
        var badGateway = caller.get(LIST);
        assertThat(badGateway.status()).isEqualTo(502);
        assertThat(badGateway.header("Content-Type")).startsWith("text/html");
        assertThat(caller.get(LIST).status()).isEqualTo(200);
    }

    @Test
    void speaksAllThreeRateLimits() throws Exception {
        for (Limit limit : Limit.values()) {
            simulator.addFault(FaultRule.once(new Fault.RateLimit(limit, OptionalInt.empty())));
            assertThat(caller.get(LIST).status()).isEqualTo(429);
        }
        assertThat(simulator.stats().withStatus(429)).isEqualTo(3);
    }

    @Test
    void spoilsBodies() throws Exception {
        simulator.addFault(FaultRule.once(new Fault.HtmlInsteadOfJson()));
        var html = caller.get(LIST);
        assertThat(html.status()).isEqualTo(200);
        assertThat(html.http().body()).startsWith("<!DOCTYPE html>");
        simulator.addFault(FaultRule.once(new Fault.InvalidJson()));
        String cut = caller.get(LIST).http().body();
        assertThatThrownBy(() -> new ObjectMapper().readTree(cut)).isInstanceOf(JsonProcessingException.class);
        simulator.addFault(FaultRule.once(new Fault.CutShort()));
        assertThatThrownBy(() -> caller.get(LIST)).isInstanceOf(IOException.class);
        assertThat(caller.get(LIST).ids()).hasSize(5);
    }

    @Test
    void resetsAndStallsConnections() throws Exception {
        simulator.addFault(FaultRule.once(new Fault.Reset()).on("search"));
        assertThatThrownBy(() -> caller.post("/crm/v3/objects/contacts/search", "{}"))
                .isInstanceOf(IOException.class);
        simulator.addFault(FaultRule.once(new Fault.Stall()));
        var stalled = caller.begin(LIST);
        while (simulator.faults().getLast().strikes() == 0) {
            Thread.onSpinWait();
        }
        assertThat(caller.get(LIST).status()).isEqualTo(200);
        assertThat(stalled).isNotDone();
        stalled.cancel(true);
        assertThat(simulator.stats().calls().get("search")).containsEntry(0, 1L);
    }

    @Test
    void answersLate() throws Exception {
        simulator.addFault(FaultRule.once(new Fault.Slow(Duration.ofMillis(200))));
        long started = System.nanoTime();
        assertThat(caller.get(LIST).status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThanOrEqualTo(Duration.ofMillis(190));
    }

    @Test
    void strikesOnlyWhereAndWhenItShould() throws Exception {
        var rule = FaultRule.always(new Fault.Refuse(503, Fault.Body.HTML, OptionalInt.empty()))
                .on("list")
                .of("contacts")
                .when(new Trigger.Every(3))
                .atMost(2);
        simulator.addFault(rule);
        assertThat(caller.get("/crm/v3/objects/deals").status()).isEqualTo(200);
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < 9; i++) {
            statuses.add(caller.get(LIST).status());
        }
        assertThat(statuses).containsExactly(200, 200, 503, 200, 200, 503, 200, 200, 200);
        assertThat(simulator.faults().getFirst().calls()).isEqualTo(9);
        assertThat(simulator.faults().getFirst().strikes()).isEqualTo(2);
    }

    @Test
    void whatAProbabilityStrikesDoesNotDependOnOtherTypes() throws Exception {
        simulator.addFault(
                FaultRule.withProbability(new Fault.Refuse(503, Fault.Body.HTML, OptionalInt.empty()), 0.5, 7)
                        .on("list")
                        .atMost(2));
        var alone = statuses(20, () -> caller.get(LIST).status());
        assertThat(alone.stream().filter(status -> status == 503)).hasSize(2);

        simulator.clearFaults();
        simulator.addFault(
                FaultRule.withProbability(new Fault.Refuse(503, Fault.Body.HTML, OptionalInt.empty()), 0.5, 7)
                        .on("list")
                        .atMost(2));
        var beside = statuses(20, () -> {
            caller.get("/crm/v3/objects/deals");
            return caller.get(LIST).status();
        });
        assertThat(beside).isEqualTo(alone);
        assertThat(simulator.faults().getFirst().strikes()).isEqualTo(4);
    }

    private static List<Integer> statuses(int calls, Callable<Integer> call) throws Exception {
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < calls; i++) {
            statuses.add(call.call());
        }
        return statuses;
    }

    @Test
    void probabilitiesReplayFromTheirSeed() {
        var trigger = new Trigger.Probability(0.3);
        var first = new ArrayList<Boolean>();
        var second = new ArrayList<Boolean>();
        for (long call = 1; call <= 1_000; call++) {
            first.add(trigger.fires(call, 42));
            second.add(trigger.fires(call, 42));
        }
        assertThat(first).isEqualTo(second);
        assertThat(first.stream().filter(fires -> fires).count()).isBetween(250L, 350L);
    }

    @Test
    void revokesTheTokenForGood() throws Exception {
        simulator.addFault(FaultRule.once(new Fault.RevokeToken()).when(new Trigger.Calls(Set.of(2L))));
        assertThat(caller.get(LIST).status()).isEqualTo(200);
        assertThat(caller.get(LIST).status()).isEqualTo(401);
        assertThat(caller.get(LIST).status()).isEqualTo(401);
    }

    @Test
    void repeatsARowAcrossPages() throws Exception {
        var first = caller.get(LIST);
        simulator.addFault(FaultRule.once(new Fault.DuplicateRows()));
        var second = caller.get(LIST + "&after=" + first.after());
        assertThat(second.ids()).hasSize(6).startsWith(first.ids().getLast());
        assertThat(second.ids().subList(1, 6)).doesNotContain(first.ids().getLast());
    }

    @Test
    void failsAPartOfABatch() throws Exception {
        var ids = caller.get(LIST).ids();
        simulator.addFault(FaultRule.once(new Fault.PartialBatch()));
        var answer = caller.post(
                "/crm/v3/objects/contacts/batch/read",
                "{\"inputs\":[{\"id\":\"" + String.join("\"},{\"id\":\"", ids) + "\"}]}");
        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.ids()).hasSize(4);
        assertThat(answer.json().at("/errors/0/context/ids/0").asText()).isEqualTo(ids.getFirst());
        assertThat(List.of("OBJECT_NOT_FOUND"))
                .doesNotContain(answer.json().at("/errors/0/category").asText());
    }
}
