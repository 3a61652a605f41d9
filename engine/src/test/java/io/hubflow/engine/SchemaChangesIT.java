package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.PropertyCatalog.RetypedValues;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Properties that come, go and change their type, between runs and during them. */
final class SchemaChangesIT {
    /** Shorter than the settle lag. */
    private static final Duration INDEX_DELAY = Duration.ofMinutes(4);

    private static final List<Mutation> CHANGES = List.of(
            new Mutation.CreateProperty(
                    "contacts", "shoe_size", "number", "number", List.of(), "non_sensitive", false, true),
            new Mutation.RetypeProperty("contacts", "city", "number", "number", List.of(), RetypedValues.REGENERATED),
            new Mutation.RetypeProperty(
                    "contacts", "numemployees", "string", "text", List.of(), RetypedValues.REGENERATED),
            new Mutation.ArchiveProperty("contacts", "state"));

    @Test
    void aNewPropertyIsFilledInForTheRowsAlreadyThere() {
        try (var bench = new Bench(Bench.portal("contacts", 1_500), "contacts").refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.hubSpot.mutate(CHANGES.get(0));

            bench.syncWell();

            bench.requireEqual("contacts");
            assertThat(type(bench, "shoe_size")).isEqualTo(ColumnType.DECIMAL);
        }
    }

    @Test
    void aPropertyThatTheFilterTakesInLaterIsFilledIn() {
        try (var bench = new Bench(Bench.portal("contacts", 2_000), "contacts")
                .selecting("email", "city")
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.selecting("email").syncWell();
            bench.hubSpot.mutate(new Mutation.Update("contacts", Target.random(500, 1), List.of("city"), Map.of()));
            bench.syncWell();

            bench.selecting("email", "city").syncWell();

            bench.requireEqual("contacts");
        }
    }

    /** Such a row would have the new property alone, and nothing would complete it. */
    @Test
    void aPropertyThatIsTakenInLaterBringsNoRowsOfRecordsFromBeforeUpdatedAfter() {
        try (var bench = new Bench(Bench.portal("contacts", 300), "contacts")
                .selecting("city")
                .updatedAfter(Instant.parse("2022-01-01T00:00:00Z"))
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            var loaded = bench.table.rows("contacts").keySet();
            assertThat(loaded).hasSizeBetween(50, 250);

            bench.selecting("city", "email").syncWell();

            assertThat(bench.table.rows("contacts").keySet()).isEqualTo(loaded);
            bench.requireRowsEqual("contacts");
        }
    }

    @Test
    void aPropertyThatIsTakenInLaterIsFilledInForRecordsThatTheSearchIndexDidNotHoldYet() {
        try (var bench = lateIndex().selecting("email")) {
            var created = bench.hubSpot
                    .mutate(new Mutation.Create("contacts", 20, Map.of("city", "Gdynia")))
                    .ids();
            bench.syncWell();
            assertThat(bench.table.rows("contacts")).containsKeys(created.toArray(Long[]::new));

            bench.selecting("email", "city").syncWell();
            bench.hubSpot.advance(INDEX_DELAY);
            bench.syncWell();

            bench.requireEqual("contacts");
            assertThat(bench.values("contacts", "city")).isGreaterThan(created.size());
        }
    }

    @Test
    void aValueThatWasClearedWhileItsPropertyWasLeftOutIsClearedAlsoWhereTheListShowedTheRecordSince() {
        try (var bench = lateIndex().selecting("email", "city")) {
            bench.syncWell();
            bench.selecting("email").syncWell();
            bench.hubSpot.mutate(new Mutation.Update("contacts", Target.random(100, 1), List.of(), Map.of("city", "")));
            bench.refreshing(RefreshPolicy.ALWAYS).syncWell();
            bench.hubSpot.advance(INDEX_DELAY);

            bench.selecting("email", "city").refreshing(RefreshPolicy.NEVER).syncWell();

            bench.requireEqual("contacts");
        }
    }

    /** Few enough records that the first load is a list, which shows also what the index does not hold yet. */
    private static Bench lateIndex() {
        var options = Bench.portal("contacts", 300)
                .withVirtualClock(Instant.now())
                .withIndexDelay(IndexDelay.fixed(INDEX_DELAY));
        return new Bench(options, "contacts").refreshing(RefreshPolicy.NEVER);
    }

    @Test
    void typesWidenAndNeverNarrowAndEveryRowIsReadAgain() {
        try (var bench = new Bench(Bench.portal("contacts", 2_000), "contacts").refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            assertThat(type(bench, "numemployees")).isNotNull();
            bench.hubSpot.mutate(CHANGES.get(1));
            bench.hubSpot.mutate(new Mutation.RetypeProperty(
                    "contacts", "createdate", "string", "text", List.of(), RetypedValues.REGENERATED));

            bench.syncWell();

            assertThat(type(bench, "city")).isEqualTo(ColumnType.VARCHAR);
            assertThat(type(bench, "createdate")).isEqualTo(ColumnType.VARCHAR);
        }
    }

    @Test
    void theTableOfPropertiesNamesTheTypeThatAColumnWasWidenedTo() {
        try (var bench = new Bench(Bench.portal("contacts", 60), "contacts")
                .selecting("city", "createdate", "numemployees")
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            assertThat(typeSaid(bench, "createdate")).isEqualTo("TIMESTAMP");
            bench.hubSpot.mutate(CHANGES.get(1));
            bench.hubSpot.mutate(CHANGES.get(2));
            bench.hubSpot.mutate(new Mutation.RetypeProperty(
                    "contacts", "createdate", "number", "number", List.of(), RetypedValues.REGENERATED));

            bench.syncWell();

            for (var column : List.of("city", "createdate", "numemployees")) {
                assertThat(type(bench, column)).as(column).isEqualTo(ColumnType.VARCHAR);
                assertThat(typeSaid(bench, column)).as(column).isEqualTo("VARCHAR");
            }
        }
    }

    private static @Nullable Object typeSaid(Bench bench, String property) {
        var table = Objects.requireNonNull(
                bench.table.reference("hubspot_properties").get("contacts"));
        var names = table.columns().stream().map(Column::name).toList();
        return table.rows().stream()
                .filter(row -> property.equals(row.get(names.indexOf("name"))))
                .findFirst()
                .orElseThrow()
                .get(names.indexOf("column_type"));
    }

    @Test
    void aPropertyThatIsGoneKeepsItsColumnAndIsMarked() {
        try (var bench = new Bench(Bench.portal("contacts", 300), "contacts")) {
            bench.syncWell();
            bench.hubSpot.mutate(CHANGES.get(3));

            bench.syncWell();
            bench.syncWell();

            assertThat(type(bench, "state")).isEqualTo(ColumnType.VARCHAR);
            var table = Objects.requireNonNull(
                    bench.table.reference("hubspot_properties").get("contacts"));
            var names = table.columns().stream().map(c -> c.name()).toList();
            var row =
                    table.rows().stream().filter(r -> "state".equals(r.get(1))).toList();
            assertThat(row).hasSize(1);
            assertThat(row.get(0).get(names.indexOf("in_hubspot"))).isEqualTo(false);
            assertThat(row.get(0).get(names.indexOf("removed_at"))).isNotNull();
        }
    }

    @Test
    void aTableThatAUserDroppedIsLoadedAgain() {
        try (var bench = new Bench(Bench.portal("contacts", 300), "contacts").refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.table.drop("contacts");

            bench.syncWell();

            bench.requireEqual("contacts");
        }
    }

    @Test
    void changesInTheMiddleOfALoadFailNothingAndTheNextRunIsRight() {
        try (var bench = new Bench(Bench.portal("contacts", 2_000), "contacts")) {
            bench.hubSpot.beforePage(3, Endpoint.SEARCH, "contacts", () -> CHANGES.forEach(bench.hubSpot::mutate));
            bench.syncWell();
            assertThat(bench.hubSpot.pendingHooks()).isZero();

            bench.syncWell();

            bench.gone.add("state");
            bench.requireEqual("contacts");
        }
    }

    @Test
    @Tag("thorough")
    void changesInTheMiddleOfARefreshFailNothingAndTheNextRunIsRight() {
        changeDuringRefresh(1_500, 9);
    }

    @Test
    @Tag("stress")
    void changesInTheMiddleOfALargerRefreshFailNothingAndTheNextRunIsRight() {
        changeDuringRefresh(3_000, 18);
    }

    private static void changeDuringRefresh(long records, int page) {
        try (var bench = new Bench(Bench.portal("contacts", records), "contacts")) {
            bench.syncWell();
            bench.hubSpot.beforePage(page, Endpoint.LIST, "contacts", () -> CHANGES.forEach(bench.hubSpot::mutate));
            bench.syncWell();
            assertThat(bench.hubSpot.pendingHooks()).isZero();

            bench.syncWell();

            bench.gone.add("state");
            bench.requireEqual("contacts");
        }
    }

    private static ColumnType type(Bench bench, String column) {
        return bench.table.findTable("contacts").orElseThrow().columns().stream()
                .filter(c -> c.name().equals(column))
                .findFirst()
                .orElseThrow()
                .type();
    }
}
