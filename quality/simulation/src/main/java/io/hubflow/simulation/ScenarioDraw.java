package io.hubflow.simulation;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.hubspot.ApiDialect;
import io.hubflow.simulator.FactOptions;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.ApiSettings.ArchivedOrder;
import io.hubflow.simulator.api.ApiSettings.IdJson;
import io.hubflow.simulator.api.ApiSettings.RetryAfter;
import io.hubflow.simulator.api.ListCursor;
import io.hubflow.simulator.index.IdOrder;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.mutation.ChangeSettings.Bump;
import io.hubflow.simulator.mutation.ChangeSettings.MergedIds;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.portal.ListPlan;
import io.hubflow.simulator.portal.PortalSettings.NewIds;
import io.hubflow.simulator.quota.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Draws a portal, a configuration and what happens in the runs. */
public final class ScenarioDraw {
    static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    /** Object types and the properties that are read of each where not all are. */
    private static final Map<String, List<String>> PROPERTIES = Map.of(
            "contacts", List.of("email", "firstname", "city", "lifecyclestage", "hubspot_owner_id"),
            "companies", List.of("name", "city", "lifecyclestage", "annualrevenue"),
            "deals", List.of("dealname", "dealstage", "amount", "pipeline"),
            "tickets", List.of("subject", "hs_pipeline_stage"),
            "machine", List.of("operating_hours"));

    private static final List<String> TYPES = List.of("contacts", "companies", "deals", "tickets", "machine");
    private static final List<Long> SIZES =
            List.of(0L, 1L, 2L, 7L, 30L, 60L, 99L, 100L, 101L, 201L, 260L, 430L, 640L, 1_400L);

    private final Random random;
    private final long seed;

    private ScenarioDraw(long seed) {
        this.seed = seed;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    }

    /** The properties that are read of an object type where not all are; none of a type that is not drawn. */
    public static List<String> properties(String object) {
        return PROPERTIES.getOrDefault(object, List.of());
    }

    static Scenario draw(long seed) {
        return LargeDraw.perhaps(new ScenarioDraw(seed).scenario());
    }

    private Scenario scenario() {
        var objects = objects();
        var portal = portal(objects);
        var include = random.nextInt(6) == 0 ? List.<String>of() : include(objects);
        var runs = 1 + random.nextInt(5);
        var inFile = random.nextInt(25) == 0;
        var traceless = random.nextInt(3) == 0;
        var circumstances = new ArrayList<Circumstance>();
        for (var run = 0; run < runs; run++) {
            circumstances.addAll(new CircumstanceDraw(random, objects, include, traceless).of(run));
        }
        var pairs = pairs(objects);
        var history = history(objects);
        var more = new LaterDraw(seed, objects, pairs, history);
        var filters = more.filters();
        circumstances.addAll(more.circumstances(runs, filters));
        var alterations = new AlterationDraw(seed, objects).circumstances(runs);
        circumstances.addAll(alterations);
        var tables = more.tables(inFile || !alterations.isEmpty() ? Tables.DUCKDB : Tables.MEMORY);
        return new Scenario(
                seed,
                portal,
                pick(List.of(ApiDialect.values())),
                objects,
                include,
                pairs,
                history,
                filters,
                random.nextInt(10) == 0
                        ? Optional.of(START.minus(Duration.ofDays(1 + random.nextInt(400))))
                        : Optional.empty(),
                more.deletes(random.nextInt(3) == 0 ? pick(List.of(DeleteMode.values())) : DeleteMode.SOFT, filters),
                // A refresh repairs what other ways of reading miss; without it their mistakes stay to be seen.
                random.nextBoolean() ? RefreshPolicy.NEVER : pick(List.of(RefreshPolicy.values())),
                tables,
                runs,
                pick(List.of(1, 5, 40, 90, 400)),
                pick(List.of(5, 40, 300, 5_000)),
                circumstances);
    }

    private List<String> objects() {
        var left = new ArrayList<>(TYPES);
        var objects = new ArrayList<String>();
        for (var count = 1 + random.nextInt(3); count > 0; count--) {
            objects.add(left.remove(random.nextInt(left.size())));
        }
        return objects;
    }

    private SimulatorOptions portal(List<String> objects) {
        var records = new HashMap<String, Long>();
        for (var object : objects) {
            records.put(object, pick(SIZES));
        }
        var options = SimulatorOptions.defaults()
                .withVirtualClock(START)
                .withSeed(1 + random.nextInt(1_000_000))
                .withRecords(records)
                .withTier(pick(List.of(Tier.FREE, Tier.PROFESSIONAL, Tier.ENTERPRISE)));
        return withTraits(options, objects.getFirst(), random);
    }

    /** The portal with a way of its own to order, page, number and merge, and perhaps with a list of the object type. */
    public static SimulatorOptions withTraits(SimulatorOptions plain, String listed, Random random) {
        var options = plain.withIdOrder(random.nextBoolean() ? IdOrder.STRING : IdOrder.NUMERIC)
                .withNewIds(random.nextInt(3) == 0 ? NewIds.GAPS : NewIds.ABOVE)
                .withListCursor(pick(random, List.of(ListCursor.values())))
                .withShortPages(pick(random, List.of(0.0, 0.0, 0.1, 0.4)))
                .withSearchPage(pick(random, List.of(200, 200, 40, 7)))
                .withIndexDelay(pick(
                        random,
                        List.of(
                                IndexDelay.NONE,
                                IndexDelay.fixed(Duration.ofSeconds(20)),
                                IndexDelay.between(Duration.ZERO, Duration.ofMinutes(4)))))
                .withIdJson(pick(random, List.of(IdJson.values())))
                .withRetryAfter(pick(random, List.of(RetryAfter.values())))
                .withMergeMode(pick(random, List.of(MergeMode.values())))
                .withOnArchive(pick(random, List.of(Bump.values())))
                .withOnRestore(pick(random, List.of(Bump.values())))
                .withFacts(FactOptions.defaults()
                        .withAssociationPage(pick(random, List.of(1, 3, 500)))
                        .withMergedIds(pick(random, List.of(MergedIds.values())))
                        .withArchivedOrder(pick(random, List.of(ArchivedOrder.values()))));
        return random.nextBoolean() ? options.withLists(List.of(ListPlan.of(listed, 1 + random.nextInt(20)))) : options;
    }

    private List<String> include(List<String> objects) {
        var include = new ArrayList<>(List.of("hs_object_id", "hs_merged_object_ids"));
        if (objects.contains("contacts")) {
            include.add("hs_calculated_merged_vids");
        }
        for (var object : objects) {
            for (var property : properties(object)) {
                if (random.nextInt(3) > 0) {
                    include.add(object + "." + property);
                }
            }
        }
        return include;
    }

    private List<String> pairs(List<String> objects) {
        var pairs = new ArrayList<String>();
        for (var from = 0; from < objects.size(); from++) {
            for (var to = from + 1; to < objects.size(); to++) {
                if (random.nextInt(3) > 0) {
                    pairs.add(objects.get(from) + ":" + objects.get(to));
                }
            }
        }
        return pairs;
    }

    private List<String> history(List<String> objects) {
        var history = new ArrayList<String>();
        for (var object : objects) {
            if (random.nextInt(3) == 0) {
                history.add(object + "." + pick(properties(object)));
            }
        }
        return history;
    }

    private <T> T pick(List<T> from) {
        return pick(random, from);
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
