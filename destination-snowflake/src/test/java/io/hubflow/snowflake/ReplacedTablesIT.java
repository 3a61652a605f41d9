package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.testkit.RowMaker;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables in whose place somebody puts an older copy of them, as when one is restored from Time Travel: rows that the checkpoints
 * cover are gone from it, and what is known on this machine is of the other table.
 */
class ReplacedTablesIT {
    private static final TableSchema CONTACTS =
            new TableSchema("contacts", "contacts", List.of(new Column("email", ColumnType.VARCHAR)));

    private static final FactTable LINKS = new FactTable(
            "contacts_companies",
            List.of(new Column("contact_id", ColumnType.BIGINT), new Column("company_id", ColumnType.BIGINT)),
            List.of("contact_id", "company_id"),
            "contact_id",
            FactTable.Keep.CURRENT);

    @TempDir
    Path folder;

    @Test
    @Tag("thorough")
    void oneIsToldUntilACheckpointHasCome() {
        var place = SnowflakePlace.create(folder);
        run(place, 1, "one", 100);
        run(place, 2, "one", 100);
        copyAside(place, "CONTACTS", "CONTACTS_COMPANIES");
        run(place, 3, "two", 200);
        putBack(place, "CONTACTS", "CONTACTS_COMPANIES");

        for (int run = 0; run < 2; run++) {
            try (var destination = place.open()) {
                assertThat(destination.lostColumns("contacts")).containsExactly("email");
                assertThat(destination.isReplaced("contacts_companies")).isTrue();
            }
        }
        var written = run(place, 4, "two", 200);

        assertThat(written.tables().getFirst().updated()).isEqualTo(1);
        assertThat(written.facts().getFirst().changed()).isEqualTo(2);
        assertThat(place.read("contacts")).extracting(row -> row.get("email")).containsExactly("two");
        assertThat(place.read("contacts_companies"))
                .extracting(row -> row.get("company_id"))
                .containsExactly(200L);
        assertNothingIsReplaced(place);
        assertThat(run(place, 5, "two", 200).tables().getFirst().unchanged()).isEqualTo(1);
    }

    @Test
    void ofATableThatIsDroppedAndMadeAgainNothingIsTold() {
        var place = SnowflakePlace.create(folder);
        run(place, 1, "one", 100);
        run(place, 2, "two", 100);
        place.execute("DROP TABLE CONTACTS");
        run(place, 3, "three", 100);
        assertNothingIsReplaced(place);
        run(place, 4, "four", 100);
        assertNothingIsReplaced(place);
    }

    /** Such rows are as old as the checkpoints beside them. */
    @Test
    @Tag("thorough")
    void allOfThemTogetherAreNotReplacedYetWhatIsKnownHereIsForgotten() {
        var place = SnowflakePlace.create(folder);
        run(place, 1, "one", 100);
        run(place, 2, "one", 100);
        var all = place.tables().stream()
                .map(table -> table.toUpperCase(Locale.ROOT))
                .toArray(String[]::new);
        copyAside(place, all);
        run(place, 3, "two", 200);
        putBack(place, all);

        assertNothingIsReplaced(place);
        // As many commits as there were when this machine last knew the rows.
        run(place, "companies", 1);
        var written = run(place, 3, "two", 200);

        assertThat(written.tables().getFirst().updated()).isEqualTo(1);
        assertThat(place.read("contacts")).extracting(row -> row.get("email")).containsExactly("two");
        assertThat(place.read("contacts_companies"))
                .extracting(row -> row.get("company_id"))
                .containsExactly(200L);
        assertNothingIsReplaced(place);
    }

    @ParameterizedTest
    @Tag("thorough")
    @ValueSource(
            strings = {
                "_CONTENT_HASH",
                "_UNPARSED",
                "_UPDATED_AT",
                "_SYNCED_AT",
                "_CREATED_AT",
                "_ARCHIVED",
                "_MERGED_INTO"
            })
    void aColumnOfHubflowsOwnThatIsDroppedHasAllRowsWrittenAgain(String column) {
        var place = SnowflakePlace.create(folder);
        run(place, 1, "one", 100);
        place.execute("ALTER TABLE CONTACTS DROP COLUMN \"" + column + "\"");
        run(place, "contacts", 2);
        assertThat(place.read("contacts").stream()
                        .filter(row -> Long.valueOf(1).equals(row.get("_id")))
                        .map(row -> row.get("email")))
                .as("a run that read another record")
                .containsExactly("one");
        try (var destination = place.open()) {
            assertThat(destination.lostColumns("contacts")).containsExactly("email");
        }
        run(place, 3, "one", 100);

        var row = place.read("contacts").stream()
                .filter(one -> Long.valueOf(1).equals(one.get("_id")))
                .findFirst()
                .orElseThrow();
        if (!List.of("_UNPARSED", "_MERGED_INTO").contains(column)) {
            assertThat(row.get(column.toLowerCase(Locale.ROOT))).isNotNull();
        }
        assertThat(row.get("_content_hash")).isNotEqualTo(0L);
        assertNothingIsReplaced(place);
        run(place, 4, "two", 100);
        assertThat(place.read("contacts")).extracting(one -> one.get("email")).contains("two");
    }

    /** A machine that knows nothing of the rows asks for them before it writes any. */
    @Test
    void aQuestionThatNeedsADroppedColumnMakesIt() {
        var place = SnowflakePlace.create(folder);
        run(place, 1, "one", 100);
        place.execute("ALTER TABLE CONTACTS DROP COLUMN _MERGED_INTO");
        try (var destination = place.elsewhere(folder.resolve("another"))) {
            assertThat(destination.liveIds("contacts").ids(0, 10)).toIterable().containsExactly(1L);
            assertThat(destination.lostColumns("contacts")).containsExactly("email");
        }
    }

    /** Each object type writes its own rows of a reference table, perhaps in different runs. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachPartOfAReferenceTableIsToldUntilItIsWrittenAgain(boolean dropped) {
        var place = SnowflakePlace.create(folder);
        define(place, 1, "contacts", "deals");
        define(place, 2, "contacts", "deals");
        copyAside(place, "HUBSPOT_PROPERTIES");
        assertHolds(place, "contacts", "deals");
        if (dropped) {
            place.execute("DROP TABLE HUBSPOT_PROPERTIES");
        } else {
            putBack(place, "HUBSPOT_PROPERTIES");
        }
        assertHolds(place);

        define(place, 3, "contacts");
        assertHolds(place, "contacts");
        define(place, 4, "contacts");
        assertHolds(place, "contacts");
        define(place, 5, "deals");

        assertHolds(place, "contacts", "deals");
        assertThat(place.read("hubspot_properties"))
                .extracting(row -> row.get("object_type"))
                .containsExactlyInAnyOrder("contacts", "deals");
        define(place, 6, "contacts", "deals");
        assertHolds(place, "contacts", "deals");
    }

    /** As an object type does that begins after another one has made the table anew. */
    @Test
    void inTheRunThatMakesAReferenceTableAnewTheOtherPartsAreTold() {
        var place = SnowflakePlace.create(folder);
        define(place, 1, "contacts", "deals");
        define(place, 2, "contacts", "deals");
        place.execute("DROP TABLE HUBSPOT_PROPERTIES");
        try (var destination = place.open()) {
            define(destination, 3, "contacts");
            assertThat(destination.holdsReference("hubspot_properties", "contacts"))
                    .isTrue();
            assertThat(destination.holdsReference("hubspot_properties", "deals"))
                    .isFalse();
            define(destination, 4, "deals");
            assertThat(destination.holdsReference("hubspot_properties", "deals"))
                    .isTrue();
        }
        assertThat(place.read("hubspot_properties"))
                .extracting(row -> row.get("object_type"))
                .containsExactlyInAnyOrder("contacts", "deals");
    }

    @Test
    void referenceTablesThatWereRestoredTogetherWithTheirStateAreNotTold() {
        var place = SnowflakePlace.create(folder);
        define(place, 1, "contacts", "deals");
        define(place, 2, "contacts", "deals");
        var all = place.tables().stream()
                .map(table -> table.toUpperCase(Locale.ROOT))
                .toArray(String[]::new);
        copyAside(place, all);
        putBack(place, all);

        assertHolds(place, "contacts", "deals");
        define(place, 3, "contacts");
        assertHolds(place, "contacts", "deals");
    }

    @Test
    void theOwnersInATableOfFactsAreThoseOfItsRows() {
        var place = SnowflakePlace.create(folder);
        try (var destination = place.open()) {
            assertThat(destination.findOwners(LINKS, 10)).as("no table").isEmpty();
        }
        run(place, 1, "one", 100);
        place.execute("INSERT INTO CONTACTS_COMPANIES (CONTACT_ID, COMPANY_ID) VALUES (7, 8), (7, 9)");
        try (var destination = place.open()) {
            assertThat(destination.findOwners(LINKS, 10)).containsExactly(1L, 7L);
        }
    }

    private static void define(SnowflakePlace place, long sequence, String... objectTypes) {
        try (var destination = place.open()) {
            define(destination, sequence, objectTypes);
        }
    }

    private static void define(Destination destination, long sequence, String... objectTypes) {
        var columns = List.of(new Column("object_type", ColumnType.VARCHAR), new Column("label", ColumnType.VARCHAR));
        destination.commit(new Commit(
                List.of(),
                List.of(),
                Stream.of(objectTypes)
                        .map(type -> new ReferenceTable(
                                "hubspot_properties", columns, "object_type", type, List.of(List.of(type, "same"))))
                        .toList(),
                List.of(new Checkpoint("definitions", sequence, "{}")),
                List.of()));
    }

    private static void assertHolds(SnowflakePlace place, String... objectTypes) {
        try (var destination = place.open()) {
            assertThat(Stream.of("contacts", "deals")
                            .filter(type -> destination.holdsReference("hubspot_properties", type)))
                    .containsExactly(objectTypes);
        }
    }

    private static void assertNothingIsReplaced(SnowflakePlace place) {
        try (var destination = place.open()) {
            assertThat(destination.lostColumns("contacts")).isEmpty();
            assertThat(destination.isReplaced("contacts_companies")).isFalse();
        }
    }

    /** A run that reads its only contact and its only link again, whatever it finds. */
    private static CommitResult run(SnowflakePlace place, long sequence, String email, long company) {
        try (var destination = place.open()) {
            destination.lostColumns("contacts");
            destination.isReplaced("contacts_companies");
            try (var stage = destination.openStage(CONTACTS);
                    var links = destination.openFacts(LINKS)) {
                stage.append(List.of(
                        RowMaker.id(1).readById(RowMaker.EPOCH + sequence).values(email)));
                links.append(new FactSet(
                        1, RowMaker.EPOCH + sequence, List.<@Nullable Object[]>of(new Object[] {1L, company})));
                return destination.commit(new Commit(
                                List.of(stage),
                                List.of(),
                                List.of(),
                                List.of(new Checkpoint("contacts", sequence, "{}")),
                                List.of())
                        .withFacts(List.of(links)));
            }
        }
    }

    /** A run that reads another record alone. */
    private static void run(SnowflakePlace place, String objectType, long sequence) {
        var schema = new TableSchema(objectType, objectType, List.of(new Column("email", ColumnType.VARCHAR)));
        try (var destination = place.open();
                var stage = destination.openStage(schema)) {
            stage.append(List.of(RowMaker.id(9).values("Acme")));
            destination.commit(new Commit(
                    List.of(stage),
                    List.of(),
                    List.of(),
                    List.of(new Checkpoint(objectType, sequence, "{}")),
                    List.of()));
        }
    }

    private static void copyAside(SnowflakePlace place, String... tables) {
        for (var table : tables) {
            place.execute("CREATE TABLE OLD" + table + " AS SELECT * FROM \"" + table + "\"");
        }
    }

    /** As CREATE OR REPLACE TABLE … CLONE OLD… does it, with the comment. */
    private static void putBack(SnowflakePlace place, String... tables) {
        for (var table : tables) {
            var comment = place.comments(table.toLowerCase(Locale.ROOT)).get("");
            place.execute("CREATE OR REPLACE TABLE \"" + table + "\" AS SELECT * FROM OLD" + table);
            place.execute("COMMENT ON TABLE \"" + table + "\" IS '" + comment + "'");
        }
    }
}
