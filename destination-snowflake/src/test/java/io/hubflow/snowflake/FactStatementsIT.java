package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult.FactResult;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.FactTable.Keep;
import io.hubflow.snowflake.emulator.session.StatementRecord;
import io.hubflow.testkit.RowMaker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sets of facts ask of Snowflake, and above all what they do not. */
class FactStatementsIT {
    private static final FactTable LINKS = new FactTable(
            "contacts_companies",
            List.of(new Column("from_id", ColumnType.BIGINT), new Column("to_id", ColumnType.BIGINT)),
            List.of("from_id", "to_id"),
            "from_id",
            Keep.CURRENT);

    @TempDir
    Path folder;

    private SnowflakePlace place;
    private long before;

    @BeforeEach
    void makePlace() {
        place = SnowflakePlace.patient(folder);
        before = lastNumber();
    }

    @Test
    void setsThatTheTableHoldsWakeNothing() {
        try (var destination = place.open()) {
            load(destination, 1, stage -> {
                stage.append(set(1, 10, 5, 6));
                stage.append(set(2, 10));
                large(stage, 3, 10);
            });
        }
        place.administer("ALTER WAREHOUSE HUBFLOW_WH SET AUTO_RESUME = FALSE");
        place.administer("ALTER WAREHOUSE HUBFLOW_WH SUSPEND");
        try {
            for (var sequence = 2; sequence < 4; sequence++) {
                before = lastNumber();
                try (var destination = place.open()) {
                    assertThat(load(destination, sequence, stage -> {
                                stage.append(set(2, 20));
                                stage.append(set(1, 20, 6, 5));
                                large(stage, 3, 20);
                            }))
                            .isEqualTo(new FactResult(LINKS.name(), 0, 0, 0, 40_002));
                }
                assertThat(kinds()).containsExactly("ALTER_SESSION", "SHOW", "SELECT");
            }
        } finally {
            place.administer("ALTER WAREHOUSE HUBFLOW_WH SET AUTO_RESUME = TRUE");
        }
    }

    @Test
    void pairsWithoutALinkAskForNoStatement() {
        final List<String> alone;
        try (var destination = place.open()) {
            destination.commit(new Commit(
                    List.of(), List.of(), List.of(), List.of(new Checkpoint("contacts", 1, "{}")), List.of()));
            alone = kinds();
        }
        before = lastNumber();
        try (var destination = place.open();
                var one = destination.openFacts(renamed("contacts_deals"));
                var other = destination.openFacts(renamed("contacts_tickets"))) {
            LongStream.rangeClosed(1, 50).forEach(id -> {
                one.append(set(id, 10));
                other.append(set(id, 10));
            });
            destination.commit(
                    new Commit(List.of(), List.of(), List.of(), List.of(new Checkpoint("deals", 1, "{}")), List.of())
                            .withFacts(List.of(one, other)));
        }
        assertThat(kinds()).hasSizeLessThanOrEqualTo(alone.size());
        assertThat(place.tables()).doesNotContain("contacts_deals", "contacts_tickets", "_hubflow_sets");
    }

    private static FactTable renamed(String name) {
        return new FactTable(name, LINKS.columns(), LINKS.key(), LINKS.ownerColumn(), LINKS.keep());
    }

    @Test
    void onlyTheSetsThatDifferAreSent() {
        try (var destination = place.open()) {
            load(destination, 1, stage -> LongStream.rangeClosed(1, 200).forEach(id -> stage.append(set(id, 10, id))));
        }
        try (var destination = place.open()) {
            load(destination, 2, stage -> {
                LongStream.rangeClosed(1, 199).forEach(id -> stage.append(set(id, 20, id)));
                stage.append(set(200, 20, 7));
            });
            assertThat(load(
                            destination,
                            3,
                            stage -> LongStream.rangeClosed(1, 199).forEach(id -> stage.append(set(id, 30, id)))))
                    .as("also after a commit of the same run")
                    .isEqualTo(new FactResult(LINKS.name(), 0, 0, 0, 199));
        }
        assertThat(merges()).as("two commits").isEqualTo(2);
        assertThat(place.read("_hubflow_sets"))
                .filteredOn(row -> Instant.ofEpochMilli(RowMaker.EPOCH + 20).equals(row.get("read_at")))
                .as("a set that is the same is not told to the warehouse")
                .hasSize(1);
    }

    @Test
    void aRunWithoutFactsIsAskedNothingAboutThem() {
        try (var destination = place.open()) {
            load(destination, 1, stage -> stage.append(set(1, 10, 5)));
        }
        before = lastNumber();
        try (var destination = place.open()) {
            destination.commit(new Commit(
                    List.of(), List.of(), List.of(), List.of(new Checkpoint("contacts", 2, "{}")), List.of()));
        }
        assertThat(kinds()).containsExactly("ALTER_SESSION", "SHOW", "SELECT");
    }

    @Test
    void whatAnotherWriterChangedIsNotTakenForKnown() {
        try (var destination = place.open()) {
            load(destination, 1, stage -> stage.append(set(1, 10, 5)));
        }
        try (var elsewhere = place.elsewhere(folder.resolve("other"))) {
            elsewhere.loadCheckpoints();
            load(elsewhere, 2, stage -> stage.append(set(1, 20, 6)));
        }
        try (var destination = place.open()) {
            assertThat(load(destination, 3, stage -> stage.append(set(1, 30, 5)))
                            .changed())
                    .isEqualTo(2);
        }
        assertThat(place.read(LINKS.name())).extracting(row -> row.get("to_id")).containsExactly(5L);
    }

    /** The set is the same as before the departure, and must be sent nevertheless. */
    @Test
    void aSetThatLostARowToADepartureIsSentAgain() {
        try (var destination = place.open()) {
            load(destination, 1, stage -> stage.append(set(1, 10, 5, 6)));
        }
        try (var destination = place.open()) {
            load(destination, 2, stage -> stage.forget("to_id", 5, RowMaker.EPOCH + 20));
        }
        try (var destination = place.open()) {
            load(destination, 3, stage -> stage.append(set(1, 30, 5, 6)));
        }
        try (var destination = place.open()) {
            load(destination, 4, stage -> stage.append(set(2, 15, 5, 7)));
        }
        assertThat(place.read(LINKS.name())).hasSize(3);
        try (var destination = place.open()) {
            load(destination, 5, stage -> stage.append(set(2, 40, 5, 7)));
        }
        assertThat(place.read(LINKS.name())).hasSize(4);
    }

    /** A merged record is met each time its survivor is read. */
    @Test
    void aDepartureThatTheTableKnowsWakesNothing() {
        try (var destination = place.open()) {
            load(destination, 1, stage -> stage.append(set(1, 10, 5, 6)));
        }
        try (var destination = place.open()) {
            load(destination, 2, stage -> stage.forget("to_id", 5, RowMaker.EPOCH + 20));
        }
        before = lastNumber();
        try (var destination = place.open()) {
            load(destination, 3, stage -> stage.forget("to_id", 5, RowMaker.EPOCH + 30));
        }
        assertThat(kinds()).containsExactly("ALTER_SESSION", "SHOW", "SELECT");
        try (var destination = place.open()) {
            load(destination, 4, stage -> stage.append(set(1, 40, 5, 6)));
        }
        try (var destination = place.open()) {
            assertThat(load(destination, 5, stage -> stage.forget("to_id", 5, RowMaker.EPOCH + 50))
                            .removed())
                    .as("after it has come back, it is forgotten again")
                    .isEqualTo(1);
        }
        assertThat(place.read(LINKS.name())).extracting(row -> row.get("to_id")).containsExactly(6L);
    }

    @Test
    void theLayoutRawHasTheSameTableAndAView() {
        place = SnowflakePlace.raw(folder);
        try (var destination = place.open()) {
            load(destination, 1, stage -> stage.append(set(1, 10, 5)));
        }
        place.execute("INSERT INTO CONTACTS_COMPANIES (FROM_ID, TO_ID) VALUES (2, 6)");
        assertThat(place.read(LINKS.name()))
                .as("read through the view")
                .extracting(row -> row.get("from_id") + "-" + row.get("to_id"))
                .containsExactlyInAnyOrder("1-5", "2-6");
        place.execute("SELECT FROM_ID, TO_ID, _SYNCED_AT FROM CONTACTS_COMPANIES_VIEW");
    }

    private static FactResult load(Destination destination, long sequence, Consumer<FactStage> filling) {
        try (var stage = destination.openFacts(LINKS)) {
            filling.accept(stage);
            return destination
                    .commit(new Commit(
                                    List.of(),
                                    List.of(),
                                    List.of(),
                                    List.of(new Checkpoint("contacts", sequence, "{}")),
                                    List.of())
                            .withFacts(List.of(stage)))
                    .facts()
                    .getFirst();
        }
    }

    private static FactSet set(long from, long readAt, long... to) {
        return new FactSet(
                from,
                RowMaker.EPOCH + readAt,
                LongStream.of(to)
                        .mapToObj(id -> new @Nullable Object[] {from, id})
                        .toList());
    }

    /** 40,000 links, more than are held in memory. */
    private static void large(FactStage stage, long from, long readAt) {
        try (var set = stage.open(from, RowMaker.EPOCH + readAt)) {
            for (var first = 0; first < 40_000; first += 500) {
                set.append(LongStream.range(first, first + 500)
                        .mapToObj(id -> new @Nullable Object[] {from, id})
                        .toList());
            }
            set.complete();
        }
    }

    private long merges() {
        return statements().stream()
                .filter(s -> s.kind().equals("MERGE") && s.sql().contains("\"CONTACTS_COMPANIES\" t"))
                .count();
    }

    private List<String> kinds() {
        return statements().stream().map(StatementRecord::kind).toList();
    }

    private List<StatementRecord> statements() {
        return SnowflakePlace.emulator().admin().statements().stream()
                .filter(s -> s.number() > before)
                .filter(s -> s.queryTag().contains("hubflow") || s.sql().contains("QUERY_TAG"))
                .filter(s -> !s.sql().contains("\"HUBSPOT\".") || s.sql().contains("\"" + place.schema() + "\""))
                .toList();
    }

    private static long lastNumber() {
        return SnowflakePlace.emulator().admin().statements().stream()
                .mapToLong(StatementRecord::number)
                .max()
                .orElse(0);
    }
}
