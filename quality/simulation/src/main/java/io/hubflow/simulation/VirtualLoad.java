package io.hubflow.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.hubspot.ApiDialect;
import io.hubflow.simulator.OptionText;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.http.Request;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.quota.Tier;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A first load and the runs after it, 15 minutes apart, by the real engine and client in virtual time: what they take under the
 * limits of HubSpot Professional, whatever the machine. Writing into tables takes no time.
 *
 * <p>Arguments: the records of each object type, such as {@code contacts=20000,companies=4000}; latencies, such as {@code
 * list=250ms,search=450ms}; pairs whose links are read, such as {@code contacts:companies}, or {@code none}; how many runs; and how
 * many records of the first object type change before each run after the first, such as {@code 1000,10000}. A run that follows
 * changes begins at once after the run before.
 *
 * <p>Prints one line of JSON for each run: virtual seconds, rows written, calls that read records, the portal's statistics, what is
 * wrong, after how many seconds each object type was ready, and the first 2,000 calls by the second in which they arrived.
 */
public final class VirtualLoad {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "pat-na1-simulated-load";
    private static final int FLUSH_ROWS = 50_000;
    private static final long PAUSE_MILLIS = 15 * 60_000;

    private final Scenario scenario;
    private final Simulator portal;
    private final SeededScheduler scheduler;
    private final Warehouse warehouse;
    private final RunAttempt.World world;
    /** Of the last choice of records. */
    private long seed;

    VirtualLoad(Map<String, Long> records, Map<String, Duration> latencies, List<String> pairs) {
        scenario = scenario(records, pairs);
        portal = Simulator.inProcess(scenario.portal());
        scheduler = new SeededScheduler(scenario.seed(), millis -> portal.advance(Duration.ofMillis(millis)));
        warehouse = new MemoryWarehouse(FLUSH_ROWS);
        world = new RunAttempt.World(
                scheduler,
                new Random(scenario.seed()),
                // Half of it on the way to the portal, half of it on the way back.
                request -> latencies
                                .getOrDefault(Endpoint.of(request).latencyClass(), Duration.ZERO)
                                .toMillis()
                        / 2,
                warehouse,
                List.of(TOKEN));
    }

    /** See the class. */
    public static void main(String[] args) throws IOException, InterruptedException {
        LogCapture.install();
        var pairs = args[2].equals("none") ? List.<String>of() : List.of(args[2].split(","));
        var load = new VirtualLoad(OptionText.records(args[0]), OptionText.latency(args[1]), pairs);
        var changes = args.length > 4
                ? Stream.of(args[4].split(",")).map(Integer::parseInt).toList()
                : List.<Integer>of();
        for (var run = 0; run < Integer.parseInt(args[3]); run++) {
            if (run > 0) {
                load.passTime(run <= changes.size() ? changes.get(run - 1) : 0);
            }
            System.out.println(load.run(run));
        }
    }

    /** One property, because how many there are changes no call as long as their names fit into one URL. */
    private static Scenario scenario(Map<String, Long> records, List<String> pairs) {
        return new Scenario(
                1,
                SimulatorOptions.defaults()
                        .withVirtualClock(ScenarioDraw.START)
                        .withTier(Tier.PROFESSIONAL)
                        .withRecords(records),
                ApiDialect.V2026_09,
                List.copyOf(records.keySet()),
                List.of("hs_object_id"),
                pairs,
                List.of(),
                Map.of(),
                Optional.empty(),
                DeleteMode.SOFT,
                RefreshPolicy.NEVER,
                Tables.MEMORY,
                0,
                0,
                FLUSH_ROWS,
                List.of());
    }

    /** One more run. */
    JsonNode run(int run) throws IOException, InterruptedException {
        portal.resetStats();
        var start = scheduler.millis();
        var process = new RunProcess(scheduler, ScenarioDraw.START.toEpochMilli(), Duration.ZERO, Long.MAX_VALUE);
        var attempt =
                new RunAttempt(new RunSettings(scenario, run, true, PrivacyRules.NONE), world, process, portal, TOKEN);
        attempt.start();
        scheduler.runWhilePossible(attempt::isOver);
        var result = result(attempt, start);
        attempt.close();
        return result;
    }

    /** What happens between two runs. @param changes records that change, just before the next one; 0 = a pause */
    void passTime(int changes) {
        if (changes == 0) {
            pause();
        } else {
            portal.mutate(new Mutation.Update(
                    scenario.objects().getFirst(), Target.random(changes, ++seed), List.of(), Map.of()));
        }
    }

    private JsonNode result(RunAttempt attempt, long start) throws IOException, InterruptedException {
        var stats = portal.stats();
        var json = JSON.createObjectNode()
                .put("seconds", (scheduler.millis() - start) / 1000.0)
                .put(
                        "rows",
                        objects(attempt).stream()
                                .mapToLong(ObjectReport::rowsWritten)
                                .sum())
                .put("calls", stats.calls("list") + stats.calls("search") + stats.calls("batch_read"));
        json.set(
                "stats",
                JSON.readTree(portal.answer(new Request("GET", "/_admin/stats", Map.of(), new byte[0]))
                        .body()));
        problems(attempt).forEach(json.putArray("problems")::add);
        var ready = json.putObject("ready");
        objects(attempt)
                .forEach(object ->
                        ready.put(object.objectType(), object.elapsed().toMillis() / 1000.0));
        var bySecond = json.putObject("calls_by_second");
        portal.calls().forEach(call -> {
            var second = (call.arrivedMillis() - ScenarioDraw.START.toEpochMilli() - start) / 1000;
            var counts = bySecond.withObject("/" + second);
            counts.put(call.endpoint(), counts.path(call.endpoint()).asInt() + 1);
        });
        return json;
    }

    private List<String> problems(RunAttempt attempt) {
        var problems = new ArrayList<>(attempt.problems());
        attempt.failure().ifPresent(failure -> problems.add("the run failed: " + failure));
        objects(attempt)
                .forEach(object -> object.error().ifPresent(error -> problems.add(object.objectType() + ": " + error)));
        problems.addAll(new TruthCheck(scenario, portal, warehouse).differences());
        return problems;
    }

    private static List<ObjectReport> objects(RunAttempt attempt) {
        return attempt.report().map(report -> List.copyOf(report.objects())).orElse(List.of());
    }

    private void pause() {
        var until = scheduler.millis() + PAUSE_MILLIS;
        scheduler.start("time passes", () -> scheduler.pause(PAUSE_MILLIS));
        scheduler.runWhilePossible(() -> scheduler.millis() >= until);
    }
}
