package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.admin.LinkTruth;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Links of records that leave a filter and come back, at either end of the pair: one portal is loaded into each destination step
 * by step, and each holds the links between live rows after each step (decision 47).
 */
@Tag("thorough")
final class FilteredLinksEverywhereIT {
    private static final String INSIDE = "90000";
    private static final String OUTSIDE = "1";

    @TempDir
    Path folder;

    private final Map<String, Map<String, String>> warehouses = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"contacts:deals", "deals:contacts"})
    void everyDestinationHoldsTheLinksBetweenLiveRows(String pair) throws IOException, SQLException {
        try (var hubSpot = Simulator.start(
                        SimulatorOptions.defaults().withRecords(Map.of("contacts", 60L, "deals", 30L)));
                var account = new SnowflakeAccount()) {
            warehouses.put("duckdb", Map.of("HUBFLOW_DUCKDB_PATH", "t.duckdb"));
            warehouses.put("snowflake", account.environment(account.newSchema()));
            var portal = new Portal(hubSpot, pair);

            portal.sync("first load", "never");
            var link = portal.liveLink();
            var contact = portal.contact(link);
            var deal = portal.deal(link);

            portal.amount(deal, OUTSIDE).sync("the deal left", "never");
            portal.sync("nothing happened", "never");
            portal.touch(contact).sync("the contact was read", "never");
            portal.amount(deal, INSIDE).sync("the deal came back", "never");
            portal.sync("nothing happened to it", "never");
            portal.amount(deal, OUTSIDE).sync("the deal left again", "never");
            portal.sync("everything was read while it is out", "always");
            portal.recalculate(deal, INSIDE).sync("it came back without a trace", "always");
            portal.recalculate(deal, OUTSIDE).sync("it left without a trace", "always");
            portal.amount(deal, INSIDE).touch(contact).sync("both were read", "never");
            assertThat(portal.live("deals", "duckdb")).contains(deal);
            portal.amount(deal, OUTSIDE).sync("the deal left for the third time", "never");
            portal.archive("contacts", contact).sync("the contact was deleted", "never");
            portal.restore("contacts", contact).sync("the contact was restored", "always");
            portal.archive("deals", deal).sync("the deal was deleted while it was out", "always");
            portal.restore("deals", deal).amount(deal, INSIDE).sync("the deal was restored into the filter", "always");
            portal.sync("nothing happened at the end", "never");
            assertThat(portal.live("deals", "duckdb")).contains(deal);
        }
    }

    private final class Portal {
        private final Simulator hubSpot;
        private final String pair;
        private final String from;
        private final String to;

        Portal(Simulator hubSpot, String pair) {
            this.hubSpot = hubSpot;
            this.pair = pair;
            this.from = pair.substring(0, pair.indexOf(':'));
            this.to = pair.substring(pair.indexOf(':') + 1);
        }

        LinkTruth.Row liveLink() {
            var froms = live(from, "duckdb");
            var tos = live(to, "duckdb");
            return hubSpot.links(from, to).stream()
                    .filter(link -> froms.contains(link.fromId()) && tos.contains(link.toId()))
                    .findFirst()
                    .orElseThrow();
        }

        long contact(LinkTruth.Row link) {
            return from.equals("contacts") ? link.fromId() : link.toId();
        }

        long deal(LinkTruth.Row link) {
            return from.equals("deals") ? link.fromId() : link.toId();
        }

        Portal amount(long deal, String amount) {
            return mutate(new Mutation.Update("deals", Target.id(deal), List.of(), Map.of("amount", amount)));
        }

        Portal recalculate(long deal, String amount) {
            return mutate(new Mutation.Recalculate("deals", Target.id(deal), List.of(), Map.of("amount", amount)));
        }

        Portal touch(long contact) {
            return mutate(new Mutation.Update("contacts", Target.id(contact), List.of("firstname"), Map.of()));
        }

        Portal archive(String type, long id) {
            return mutate(new Mutation.Archive(type, Target.id(id)));
        }

        Portal restore(String type, long id) {
            return mutate(new Mutation.Restore(type, Target.id(id)));
        }

        private Portal mutate(Mutation mutation) {
            hubSpot.mutate(mutation);
            return this;
        }

        /** Loads it into each destination, and requires of each what decision 47 says. */
        void sync(String step, String refresh) {
            for (var name : warehouses.keySet()) {
                var run = hubflow(
                        name,
                        "sync",
                        "--objects",
                        "contacts,deals",
                        "--include",
                        "hs_object_id,amount,firstname",
                        "--associations",
                        pair,
                        "--refresh",
                        refresh,
                        "--where",
                        "deals: amount GTE 50000");
                assertThat(run.code()).as(step + "\n" + run.out() + run.err()).isZero();
            }
            for (var name : warehouses.keySet()) {
                var froms = live(from, name);
                var tos = live(to, name);
                var wanted = hubSpot.links(from, to).stream()
                        .filter(link -> froms.contains(link.fromId()) && tos.contains(link.toId()))
                        .map(link -> link.fromId() + ">" + link.toId() + " " + link.typeId())
                        .sorted()
                        .toList();
                assertThat(links(name)).as(name + ": " + step).isEqualTo(wanted);
            }
            for (var name : warehouses.keySet()) {
                assertThat(links(name)).as(name + " and duckdb: " + step).isEqualTo(links("duckdb"));
                assertThat(live("deals", name))
                        .as(name + " and duckdb: " + step)
                        .isEqualTo(live("deals", "duckdb"));
            }
        }

        Set<Long> live(String type, String warehouse) {
            var ids = new HashSet<Long>();
            lines(
                            warehouse,
                            "select _id from " + type + " where _deleted_at is null and _merged_into is null"
                                    + " and not coalesce(_archived, false) and not coalesce(_out_of_scope, false)")
                    .forEach(line -> ids.add(Long.valueOf(line)));
            return ids;
        }

        private List<String> links(String warehouse) {
            return lines(warehouse, "select from_id || '>' || to_id || ' ' || type_id as link from " + from + "_" + to)
                    .stream()
                    .sorted()
                    .toList();
        }

        private List<String> lines(String warehouse, String sql) {
            var run = hubflow(warehouse, "query", sql, "--output", "csv");
            assertThat(run.code()).as(run.err()).isZero();
            return run.out().lines().skip(1).toList();
        }

        private CommandLineRun hubflow(String warehouse, String... arguments) {
            var environment = new HashMap<>(warehouses.get(warehouse));
            environment.put("HUBSPOT_ACCESS_TOKEN", hubSpot.token());
            environment.put("HUBFLOW_HUBSPOT_BASE_URL", hubSpot.url().toString());
            environment.put("HUBFLOW_SYNC_SETTLE_LAG", "0s");
            return CommandLineRun.of(folder, environment, arguments);
        }
    }
}
