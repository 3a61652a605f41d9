package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A loaded file whose configuration changes: the plan says what is read again and why, and the next sync reads just that. */
final class ReconfigurationIT {
    private static final List<String> KINDS = List.of("list", "search", "batch_read", "associations");

    @TempDir
    static Path shared;

    /** Loaded with links, a history and a bound as well. */
    @TempDir
    static Path bounded;

    @TempDir
    Path folder;

    private static Simulator hubSpot;

    @BeforeAll
    static void load() throws IOException {
        hubSpot = Simulator.start(SimulatorOptions.defaults().withRecords(Map.of("contacts", 150L, "deals", 40L)));
        run(shared, "sync", before());
        run(bounded, "sync", bound(withFacts()));
    }

    @AfterAll
    static void stop() {
        hubSpot.close();
    }

    private static List<String> before() {
        return List.of("--objects", "contacts", "--include", "contacts.email,contacts.city,contacts.lifecyclestage");
    }

    private static List<String> withFacts() {
        var more = new ArrayList<>(before());
        more.addAll(List.of("--associations", "contacts:deals", "--history", "contacts.lifecyclestage"));
        return more;
    }

    /**
     * @param loaded the folder of the file
     * @param arguments instead of those that the file was loaded with
     * @param sql run on the file before
     * @param reasons of contacts, then the object types that are loaded whole
     */
    private record Change(String name, Path loaded, List<String> arguments, String sql, List<String> reasons) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Change change(String name, List<String> more, String... reasons) {
        var arguments = new ArrayList<>(before());
        arguments.addAll(more);
        return new Change(name, shared, arguments, "", List.of(reasons));
    }

    private static Change instead(String name, String flag, String value, String... reasons) {
        var arguments = new ArrayList<>(before());
        arguments.set(arguments.indexOf(flag) + 1, value);
        return new Change(name, shared, arguments, "", List.of(reasons));
    }

    static Stream<Change> changes() {
        return Stream.of(
                change("nothing", List.of()),
                instead(
                        "a type",
                        "--objects",
                        "contacts,deals",
                        "links are not loaded yet [\"contacts:deals\"]",
                        "deals is loaded"),
                instead(
                        "a property",
                        "--include",
                        "contacts.email,contacts.city,contacts.lifecyclestage,contacts.phone",
                        "newly selected [\"phone\"]"),
                instead("a property less", "--include", "contacts.email,contacts.city"),
                change(
                        "a pair",
                        List.of("--associations", "contacts:deals"),
                        "links are not loaded yet [\"contacts:deals\"]"),
                change(
                        "a history",
                        List.of("--history", "contacts.lifecyclestage"),
                        "histories are not loaded yet [\"lifecyclestage\"]"),
                change("a filter", List.of("--where", "contacts: city HAS_PROPERTY"), "the filter changed []"),
                change("a protection", List.of("--hash", "contacts.email"), "their protection changed [\"email\"]"),
                change("a later bound", List.of("--updated-after", "2020-01-01")),
                new Change(
                        "a dropped table",
                        shared,
                        before(),
                        "drop table contacts",
                        List.of("its table is gone [\"contacts\"]")),
                instead(
                        "a property of a sensitive class",
                        "--include",
                        "contacts.email,contacts.city,contacts.lifecyclestage,contacts.national_id_number",
                        "newly selected [\"national_id_number\"]"),
                instead(
                        "a property that no search returns",
                        "--include",
                        "contacts.email,contacts.city,contacts.lifecyclestage,contacts.health_condition",
                        "newly selected [\"health_condition\"]"),
                change("refresh always", List.of("--refresh", "always"), "refresh is set to always []"),
                change("refresh never", List.of("--refresh", "never")),
                new Change(
                        "an earlier bound, here none",
                        bounded,
                        withFacts(),
                        "",
                        List.of("older records are wanted now []")),
                new Change(
                        "a dropped table of links",
                        bounded,
                        bound(withFacts()),
                        "drop table contacts_deals",
                        List.of("links are not loaded yet [\"contacts:deals\"]")),
                new Change(
                        "a dropped table of histories",
                        bounded,
                        bound(withFacts()),
                        "drop table contacts_history",
                        List.of("histories are not loaded yet [\"lifecyclestage\"]")),
                new Change("links and histories less", bounded, bound(before()), "", List.of()));
    }

    private static List<String> bound(List<String> arguments) {
        var more = new ArrayList<>(arguments);
        more.addAll(List.of("--updated-after", "2024-03-01"));
        return more;
    }

    @ParameterizedTest
    @Tag("thorough")
    @MethodSource("changes")
    void thePlanSaysWhatAChangeReadsAgainAndTheSyncReadsJustThat(Change change) throws Exception {
        Files.copy(change.loaded().resolve("t.duckdb"), folder.resolve("t.duckdb"));
        execute(change.sql());

        var plan = run(folder, "plan", change.arguments());
        var before = hubSpot.stats();
        run(folder, "sync", change.arguments());
        var after = hubSpot.stats();

        assertThat(reasons(plan)).isEqualTo(change.reasons());
        for (var kind : KINDS) {
            assertThat(plan.at("/api_calls/" + kind).asLong())
                    .as(kind)
                    .isCloseTo(after.calls(kind) - before.calls(kind), within(1L));
        }
    }

    @Test
    void aPassOverTheListOfABoundedTypeIsForeseenWithTheRecordsThatAreNotWanted() {
        var few = new ArrayList<>(before());
        few.addAll(List.of("--updated-after", "2025-05-01", "--refresh", "always"));
        run(folder, "sync", few);

        var plan = run(folder, "plan", few);
        var before = hubSpot.stats();
        run(folder, "sync", few);
        var after = hubSpot.stats();

        assertThat(plan.at("/objects/0/records").asLong()).isLessThan(100);
        assertThat(plan.at("/api_calls/list").asLong()).isEqualTo(after.calls("list") - before.calls("list"));
    }

    /** A hundred a call. */
    @Test
    @Tag("thorough")
    void archivedRowsThatAreReadAgainWhenAProtectionIsTakenAwayAreForeseen() throws Exception {
        try (var portal = Simulator.start(SimulatorOptions.defaults().withRecords(Map.of("contacts", 500L)))) {
            run(folder, "sync", protectedOf(portal));
            portal.mutate(new Mutation.Archive("contacts", Target.random(450)));
            run(folder, "sync", protectedOf(portal));

            var plan = run(folder, "plan", of(portal));
            var before = portal.stats().calls("batch_read");
            run(folder, "sync", of(portal));

            assertThat(plan.at("/api_calls/batch_read").asLong())
                    .isEqualTo(portal.stats().calls("batch_read") - before);
        }
    }

    private static List<String> of(Simulator portal) {
        var arguments = new ArrayList<>(before());
        arguments.addAll(List.of("--base-url", portal.url().toString()));
        return arguments;
    }

    private static List<String> protectedOf(Simulator portal) {
        var arguments = new ArrayList<>(of(portal));
        arguments.addAll(List.of("--mask", "contacts.city"));
        return arguments;
    }

    @Test
    void aColumnThatSomebodyDroppedIsFilledAgainByTheNextRunAndOnlyByThat() throws Exception {
        Files.copy(shared.resolve("t.duckdb"), folder.resolve("t.duckdb"));
        var cities = count("city");
        execute("alter table contacts drop column city");

        var all = new ArrayList<>(List.of("sync"));
        all.addAll(before());
        var filled = CommandLineRun.of(folder, environment(), with(all).toArray(String[]::new));
        assertThat(filled.out() + filled.err()).contains("Somebody has dropped columns of table contacts: city.");
        assertThat(filled.json().at("/objects/0/rows_written").asLong()).isEqualTo(150);
        assertThat(count("city")).isEqualTo(cities).isPositive();

        var sparing = new ArrayList<>(before());
        sparing.addAll(List.of("--refresh", "never"));
        assertThat(run(folder, "sync", sparing).at("/objects/0/rows_read").asLong())
                .isZero();
    }

    /** It is not made again, so no run may say so. */
    @Test
    void aDroppedColumnThatIsNotSelectedAnyMoreIsNotTold() throws Exception {
        Files.copy(shared.resolve("t.duckdb"), folder.resolve("t.duckdb"));
        execute("alter table contacts drop column city");
        var less = List.of("sync", "--objects", "contacts", "--include", "contacts.email", "--refresh", "never");

        var run = CommandLineRun.of(folder, environment(), with(less).toArray(String[]::new));

        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(run.out() + run.err()).doesNotContain("Somebody has dropped");
    }

    private long count(String column) throws SQLException {
        try (var file = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("t.duckdb"));
                var statement = file.createStatement();
                var result = statement.executeQuery("select count(" + column + ") from contacts")) {
            result.next();
            return result.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        if (!sql.isEmpty()) {
            try (var file = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("t.duckdb"));
                    var statement = file.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> reasons(JsonNode plan) {
        var reasons = new ArrayList<String>();
        for (var type : plan.get("objects")) {
            var again = type.get("read_again");
            if (again.isEmpty() && type.get("mode").asText().equals("first_load")) {
                reasons.add(type.get("object_type").asText() + " is loaded");
            }
            StreamSupport.stream(again.spliterator(), false)
                    .map(one -> one.get("reason").asText() + " " + one.get("names"))
                    .forEach(reasons::add);
        }
        return reasons;
    }

    private static JsonNode run(Path folder, String command, List<String> arguments) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(arguments);
        var run = CommandLineRun.of(folder, environment(), with(all).toArray(String[]::new));
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        return run.json();
    }

    private static List<String> with(List<String> arguments) {
        var all = new ArrayList<>(arguments);
        all.addAll(List.of("--to", "t.duckdb", "--output", "json"));
        if (!arguments.contains("--base-url")) {
            all.addAll(List.of("--base-url", hubSpot.url().toString()));
        }
        return all;
    }

    private static Map<String, String> environment() {
        return Map.of(
                "HUBSPOT_ACCESS_TOKEN",
                hubSpot.token(),
                "HUBFLOW_PRIVACY_SALT",
                "a-salt-of-more-than-sixteen-characters");
    }
}
