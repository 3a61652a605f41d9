package io.hubflow.e2e.story;

import io.hubflow.simulation.SnowflakeWarehouse;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.fault.Trigger;
import io.hubflow.simulator.quota.Verdict.Limit;
import io.hubflow.snowflake.emulator.fault.Fault.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/** Draws what goes wrong in one run: at HubSpot, or in the warehouse where it is Snowflake's stand-in. */
final class Faults {
    private static final List<Fault> AT_HUBSPOT = List.of(
            refuse(500),
            refuse(502),
            refuse(503),
            refuse(400),
            refuse(403),
            refuse(404),
            new Fault.RateLimit(Limit.SECONDLY, OptionalInt.of(1)),
            new Fault.CutShort(),
            new Fault.Reset(),
            new Fault.InvalidJson(),
            new Fault.HtmlInsteadOfJson(),
            new Fault.PartialBatch(),
            new Fault.DuplicateRows(),
            new Fault.UnknownFields());
    private static final List<String> ENDPOINTS = List.of(
            "list", "search", "batch_read", "properties", "schemas", "owners", "pipelines", "associations", "account");
    private static final List<Kind> IN_SNOWFLAKE = List.of(
            Kind.UNAVAILABLE,
            Kind.CUT_BEFORE,
            Kind.CUT_AFTER,
            Kind.TOKEN_EXPIRED,
            Kind.SESSION_GONE,
            Kind.LOCK_TIMEOUT,
            Kind.WAREHOUSE_SUSPENDED);
    private static final List<String> STATEMENTS =
            List.of("ANY", "MERGE", "COMMIT", "PUT", "SELECT", "DDL", "DELETE", "UPDATE", "BEGIN", "INSERT", "SHOW");

    private final Simulator portal;
    private final boolean snowflake;
    private final Random random;

    Faults(Simulator portal, boolean snowflake, Random random) {
        this.portal = portal;
        this.snowflake = snowflake;
        this.random = random;
    }

    private static Fault refuse(int status) {
        return new Fault.Refuse(status, Fault.Body.JSON, OptionalInt.empty());
    }

    /** @return what was added, for people */
    List<String> add() {
        var told = new ArrayList<String>();
        for (var count = 1 + random.nextInt(2); count > 0; count--) {
            told.add(snowflake && random.nextBoolean() ? inSnowflake() : atHubSpot());
        }
        return told;
    }

    private String atHubSpot() {
        var fault = pick(AT_HUBSPOT);
        var first = 1L + random.nextInt(8);
        var rule = random.nextBoolean()
                ? FaultRule.always(fault).when(new Trigger.Between(first, first + random.nextInt(12)))
                : FaultRule.withProbability(fault, 0.1, 1 + random.nextInt(1_000))
                        .atMost(5);
        if (random.nextInt(5) > 0) {
            rule = rule.on(pick(ENDPOINTS));
        }
        portal.addFault(rule);
        return rule.toString();
    }

    private String inSnowflake() {
        var fault = io.hubflow.snowflake.emulator.fault.Fault.once(pick(IN_SNOWFLAKE), pick(STATEMENTS))
                .after(random.nextInt(12));
        if (fault.kind() == Kind.CUT_AFTER && random.nextBoolean()) {
            fault = fault.andRetries();
        }
        SnowflakeWarehouse.standIn().inject(fault);
        return fault.toString();
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
