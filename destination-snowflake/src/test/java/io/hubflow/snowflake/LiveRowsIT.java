package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult.TableResult;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.RecordErasure;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.snowflake.emulator.session.StatementRecord;
import io.hubflow.testkit.RowMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rows are alive is known on this machine, so that an idle run can compare them with HubSpot's count for nothing. */
@Tag("thorough")
class LiveRowsIT {
    private static final TableSchema CONTACTS =
            new TableSchema("contacts", "contacts", List.of(new Column("email", ColumnType.VARCHAR)));

    private static final Row DELETED = Row.tombstone(1, RowMaker.EPOCH + 99, Row.NOT_MERGED, RowMaker.EPOCH + 100);

    @TempDir
    Path folder;

    private SnowflakePlace place;
    private long before;
    private long sequence;

    @BeforeEach
    void makePlace() {
        place = SnowflakePlace.patient(folder);
        before = SnowflakePlace.emulator().admin().statements().stream()
                .mapToLong(StatementRecord::number)
                .max()
                .orElse(0);
    }

    @Test
    void theNextRunCountsThemWithoutAStatement() {
        try (var destination = place.open()) {
            load(destination, DeleteMode.SOFT, one(), two());
            load(destination, DeleteMode.SOFT, DELETED);
            assertThat(live(destination)).containsExactly(2L);
        }
        try (var destination = place.open()) {
            destination.loadCheckpoints();
            var asked = statements();
            assertThat(live(destination)).containsExactly(2L);
            assertThat(destination.liveIds("contacts").isFree()).isTrue();
            assertThat(destination.liveIds("contacts").count(0, 10, RowMaker.EPOCH + 1))
                    .isEqualTo(1);
            assertThat(statements()).isEqualTo(asked);
        }
    }

    /** It is a statement of ours beside the commits. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNextRunKnowsThemAfterTheValuesOfARecordWereErased(boolean isMarkedAfterwards) {
        try (var destination = place.open()) {
            load(destination, DeleteMode.SOFT, one(), two());
        }
        try (var destination = place.open()) {
            destination
                    .storedTables()
                    .orElseThrow()
                    .erase(new RecordErasure(
                            "contacts", Optional.of(CONTACTS), Optional.empty(), List.of(1L), RowMaker.EPOCH + 100));
            if (isMarkedAfterwards) {
                load(destination, DeleteMode.SOFT, DELETED);
            }
        }
        try (var destination = place.open()) {
            destination.loadCheckpoints();
            assertThat(destination.liveIds("contacts").isFree()).isTrue();
            assertThat(live(destination)).containsExactlyElementsOf(isMarkedAfterwards ? List.of(2L) : List.of(1L, 2L));
        }
    }

    @Test
    void aStageThatIsOpenHidesNothing() {
        try (var destination = place.open();
                var stage = destination.openStage(CONTACTS)) {
            load(destination, DeleteMode.SOFT, one(), two());
            assertThat(stage.stagedRows()).isZero();
            var asked = statements();
            assertThat(live(destination)).containsExactly(1L, 2L);
            assertThat(statements()).isEqualTo(asked);
        }
    }

    @Test
    void aTombstoneThatTheTableHoldsIsNotSentAgain() {
        try (var destination = place.open()) {
            load(destination, DeleteMode.SOFT, one(), two());
            load(destination, DeleteMode.SOFT, DELETED);
        }
        try (var destination = place.open()) {
            destination.loadCheckpoints();
            var asked = statements();
            assertThat(load(destination, DeleteMode.SOFT, two(), DELETED))
                    .isEqualTo(new TableResult("contacts", 0, 0, 2));
            assertThat(statements()).isEqualTo(asked);
        }
    }

    @Test
    void departuresOfRowsThatTheTableDoesNotHoldAreNotSentWhenTheyWouldOnlyBeRemoved() {
        try (var destination = place.open()) {
            load(destination, DeleteMode.HARD, one(), two());
            assertThat(load(destination, DeleteMode.HARD, DELETED).removed()).isEqualTo(1);
            assertThat(live(destination)).containsExactly(2L);
        }
        try (var destination = place.open()) {
            destination.loadCheckpoints();
            var asked = statements();
            assertThat(live(destination)).containsExactly(2L);
            assertThat(load(destination, DeleteMode.HARD, DELETED)).isEqualTo(new TableResult("contacts", 0, 0, 1));
            assertThat(statements()).isEqualTo(asked);
        }
        assertThat(place.read("contacts")).extracting(row -> row.get("_id")).containsExactly(2L);
    }

    @Test
    void aLateSearchHitOfARemovedRowIsNotSent() {
        try (var destination = place.open()) {
            load(destination, DeleteMode.HARD, one(), two());
            load(destination, DeleteMode.HARD, DELETED);
        }
        var late = RowMaker.id(1).updated(60).read(300).values("late");
        try (var destination = place.open()) {
            destination.loadCheckpoints();
            var asked = statements();
            assertThat(load(destination, DeleteMode.HARD, late)).isEqualTo(new TableResult("contacts", 0, 0, 1));
            assertThat(statements()).isEqualTo(asked);
            load(destination, DeleteMode.HARD, RowMaker.id(1).readById(400).values("restored"));
            assertThat(live(destination)).containsExactly(1L, 2L);
        }
    }

    /** The marks were read later than the values, so what was sent is not what the table holds. */
    @Test
    void valuesThatComeAfterTheirTombstoneDoNotMakeTheRowAlive() {
        try (var destination = place.open()) {
            load(destination, DeleteMode.SOFT, one(), two());
            load(destination, DeleteMode.SOFT, DELETED);
            load(destination, DeleteMode.SOFT, RowMaker.id(1).updated(90).values("late"));
            assertThat(live(destination)).containsExactly(2L);
        }
        try (var destination = place.open()) {
            assertThat(live(destination)).containsExactly(2L);
            assertThat(destination.liveIds("contacts").isFree()).isTrue();
        }
    }

    @Test
    void whatAnotherMachineHasChangedIsNotBelievedToBeKnown() throws IOException {
        try (var destination = place.open()) {
            load(destination, DeleteMode.SOFT, one(), two());
        }
        try (var destination = place.open()) {
            destination.loadCheckpoints();
            var known = digestFiles();
            try (var other = place.open()) {
                load(other, DeleteMode.SOFT, RowMaker.id(1).readById(50).values("theirs"));
            }
            for (var file : known.entrySet()) {
                Files.write(file.getKey(), file.getValue());
            }
            assertThatThrownBy(() -> destination.commit(checkpoint("contacts", 2)))
                    .hasMessageContaining("contacts is no longer at checkpoint 1");
            destination.commit(checkpoint("deals", 1));
        }
        try (var destination = place.open()) {
            destination.loadCheckpoints();
            assertThat(load(
                                    destination,
                                    DeleteMode.SOFT,
                                    RowMaker.id(1).readById(90).values("one"))
                            .updated())
                    .isEqualTo(1);
        }
    }

    private static Commit checkpoint(String stream, long sequence) {
        var checkpoint = new Checkpoint(stream, sequence, "{}");
        return new Commit(List.of(), List.of(), List.of(), List.of(checkpoint), List.of(), false);
    }

    private Map<Path, byte[]> digestFiles() throws IOException {
        var contents = new HashMap<Path, byte[]>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(f -> f.toString().endsWith(".bin")).toList()) {
                contents.put(file, Files.readAllBytes(file));
            }
        }
        return contents;
    }

    @Test
    void withoutDigestsTheWarehouseIsAsked() throws IOException {
        try (var destination = place.open()) {
            load(destination, DeleteMode.SOFT, one(), two());
            load(destination, DeleteMode.SOFT, DELETED);
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(f -> f.toString().endsWith(".bin")).toList()) {
                Files.delete(file);
            }
        }
        try (var destination = place.open()) {
            assertThat(destination.liveIds("contacts").isFree()).isFalse();
            assertThat(live(destination)).containsExactly(2L);
            assertThat(destination.liveIds("contacts").count(0, 10, RowMaker.EPOCH + 1))
                    .isEqualTo(1);
            assertThat(destination.liveIds("contacts").count(0, 10, RowMaker.EPOCH))
                    .isZero();
        }
    }

    private static Row one() {
        return RowMaker.id(1).readById(5).values("one");
    }

    private static Row two() {
        return RowMaker.id(2).readById(5).values("two");
    }

    private static List<Long> live(Destination destination) {
        var ids = destination.liveIds("contacts").ids(0, Long.MAX_VALUE);
        return java.util.stream.Stream.generate(() -> ids)
                .takeWhile(i -> i.hasNext())
                .map(i -> i.next())
                .toList();
    }

    private TableResult load(Destination destination, DeleteMode deletes, Row... rows) {
        try (var stage = destination.openStage(CONTACTS, Set.of(), deletes)) {
            stage.append(List.of(rows));
            return destination
                    .commit(new Commit(
                            List.of(stage),
                            List.of(),
                            List.of(),
                            List.of(new Checkpoint("contacts", ++sequence, "{}")),
                            List.of()))
                    .tables()
                    .getFirst();
        }
    }

    private List<String> statements() {
        return SnowflakePlace.emulator().admin().statements().stream()
                .filter(s -> s.number() > before)
                .map(StatementRecord::kind)
                .toList();
    }
}
