package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.RunStatus;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.snowflake.emulator.catalog.Stage;
import io.hubflow.snowflake.emulator.session.StatementRecord;
import io.hubflow.testkit.RowMaker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs that load one schema at once. */
class RunClaimIT {
    private static final TableSchema CONTACTS =
            new TableSchema("contacts", "contacts", List.of(new Column("email", ColumnType.VARCHAR)));

    @TempDir
    Path folder;

    private SnowflakePlace place;

    @BeforeEach
    void makePlace() {
        place = SnowflakePlace.patient(folder);
    }

    @Test
    void aSecondRunIsRefusedBeforeItReadsAnything() {
        try (var first = place.elsewhere(folder.resolve("first"));
                var second = place.elsewhere(folder.resolve("second"))) {
            try (var lease = first.beginRun("run-1")) {
                var failure = catchThrowableOfType(ConnectorException.class, () -> second.beginRun("run-2"));
                assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_LOCKED);
                assertThat(failure.what()).contains("Run run-1 is loading").contains(place.schema());
                assertThat(failure.action()).contains("DROP STAGE").contains("its claim ends at");
                assertThat(lease).isNotNull();
            }
            second.beginRun("run-2").close();
        }
        assertThat(stages()).isEmpty();
    }

    @Test
    void oneOfManyRunsThatBeginTogetherIsLetIn() throws Exception {
        var destinations = new ArrayList<SnowflakeDestination>();
        for (int i = 0; i < 4; i++) {
            destinations.add(place.elsewhere(folder.resolve("spool" + i)));
            destinations.getLast().loadCheckpoints();
        }
        int refused = 0;
        var barrier = new CyclicBarrier(destinations.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var runs = destinations.stream()
                    .map(d -> threads.submit(() -> {
                        barrier.await();
                        return catchThrowableOfType(
                                ConnectorException.class, () -> d.beginRun("run-" + destinations.indexOf(d)));
                    }))
                    .toList();
            for (var run : runs) {
                refused += run.get() == null ? 0 : 1;
            }
        }
        assertThat(refused).isEqualTo(destinations.size() - 1);
        destinations.forEach(SnowflakeDestination::close);
        assertThat(stages()).isEmpty();
    }

    /** The spool folder of a process that is gone is no longer locked, or no longer there. */
    @Test
    void aRunThatWasKilledOnThisMachineIsFollowedAtOnce() throws Exception {
        String token;
        try (var spool = Spool.open(folder.resolve("spool"), 1_000)) {
            token = spool.token();
        }
        place.administer("CREATE STAGE HUBSPOT." + place.schema() + "." + RunClaim.NAME
                + " COMMENT = 'hubflow: claimed by run run-0 of " + token + "'");
        own(RunClaim.NAME, Instant.now());
        try (var destination = place.unopened(CommitStep.Observer.NONE)) {
            destination.beginRun("run-1").close();
        }
        assertThat(stages()).isEmpty();
    }

    @Test
    void aRunThatWasKilledElsewhereIsFollowedWhenItsClaimHasExpired() {
        var killed = place.elsewhere(folder.resolve("killed"));
        killed.beginRun("run-0");
        try (var next = place.unopened(CommitStep.Observer.NONE)) {
            assertThat(catchThrowableOfType(ConnectorException.class, () -> next.beginRun("run-1"))
                            .code())
                    .isEqualTo(ErrorCode.DESTINATION_LOCKED);
            own(RunClaim.NAME, Instant.now().minus(RunClaim.LIFETIME));
            try (var lease = next.beginRun("run-1")) {
                assertThat(lease).isNotNull();
                assertThat(stages().values()).extracting(Stage::comment).anyMatch(c -> c.contains("run-1"));
            }
        }
        assertThat(stages()).isEmpty();
        killed.close();
    }

    /** It is called so before the next run begins; the reason is in the history from then on. */
    @Test
    void theLastRunOfAKilledProcessIsCalledKilled() {
        var begun = new RunRecord(
                "run-0", "contacts", Instant.EPOCH, Optional.empty(), RunStatus.RUNNING.word(), 0, 0, 0, "{}");
        var process = place.elsewhere(folder.resolve("process"));
        process.beginRun("run-0");
        try (var stage = process.openStage(CONTACTS)) {
            stage.append(List.of(RowMaker.id(1).values("one")));
            process.commit(new Commit(
                    List.of(stage),
                    List.of(),
                    List.of(),
                    List.of(new Checkpoint("contacts", 1, "{}")),
                    List.of(begun)));
        }
        assertThat(lastRun()).isEqualTo("running");

        own(RunClaim.NAME, Instant.now().minus(RunClaim.LIFETIME));
        assertThat(lastRun()).as("its claim has expired").isEqualTo("killed");
        try (var session =
                Session.open(place.source(), "{}", new CostMeter(Timing.SYSTEM.nanos(), Duration.ofSeconds(60)))) {
            assertThat(RunClaim.killedRun(
                            session, place.settings().place(), place.settings().grants(), spool -> true))
                    .contains("run-0");
        }
        own(RunClaim.NAME, Instant.now());
        assertThat(lastRun()).as("its claim was renewed").isEqualTo("running");
        process.close();
        assertThat(lastRun())
                .as("it has no claim, as where no stage may be made")
                .isEqualTo("running");
    }

    private String lastRun() {
        try (var query = SnowflakeQuery.open(place.settings(), place.source(), Timing.SYSTEM)) {
            return Objects.requireNonNull(query.status().lastRuns().get("contacts"))
                    .status();
        }
    }

    @Test
    void aRenewedClaimIsAsYoungAsItsRenewal() {
        var settings = place.settings();
        var meter = new CostMeter(Timing.SYSTEM.nanos(), Duration.ofSeconds(60));
        var claim = new RunClaim(
                settings.place(),
                settings.grants(),
                Timing.SYSTEM,
                "run-1",
                "elsewhere/spool-1",
                () -> Session.open(place.source(), "{}", meter));
        try (var session = Session.open(place.source(), "{}", meter);
                var second = place.unopened(CommitStep.Observer.NONE)) {
            assertThat(claim.take(session, spool -> false)).isTrue();
            own(RunClaim.NAME, Instant.now().minus(RunClaim.LIFETIME));
            assertThat(claim.renew()).isTrue();
            assertThat(catchThrowableOfType(ConnectorException.class, () -> second.beginRun("run-2"))
                            .code())
                    .isEqualTo(ErrorCode.DESTINATION_LOCKED);
            claim.close();
            assertThat(claim.renew()).isFalse();
            claim.release(session);
        }
        assertThat(stages()).isEmpty();
    }

    /** From here on the warehouse cannot wake: what asks for it fails. */
    @Test
    void anIdleRunClaimsAndGivesUpWithoutTheWarehouse() {
        try (var destination = place.open();
                var lease = destination.beginRun("run-1");
                var stage = destination.openStage(CONTACTS)) {
            stage.append(List.of(RowMaker.id(1).values("one")));
            destination.commit(new Commit(
                    List.of(stage), List.of(), List.of(), List.of(new Checkpoint("contacts", 1, "{}")), List.of()));
            assertThat(lease).isNotNull();
        }
        place.administer("ALTER WAREHOUSE HUBFLOW_WH SET AUTO_RESUME = FALSE");
        place.administer("ALTER WAREHOUSE HUBFLOW_WH SUSPEND");
        try (var destination = place.unopened(CommitStep.Observer.NONE)) {
            var before = statements();
            try (var lease = destination.beginRun("run-2")) {
                assertThat(lease).isNotNull();
                destination.loadCheckpoints();
                destination.commit(new Commit(
                        List.of(), List.of(), List.of(), List.of(new Checkpoint("contacts", 2, "{}")), List.of()));
            }
            assertThat(statements().subList(before.size(), statements().size()))
                    .extracting(StatementRecord::sql)
                    .satisfiesExactly(
                            sql -> assertThat(sql).startsWith("ALTER SESSION"),
                            sql -> assertThat(sql).startsWith("CREATE STAGE"),
                            sql -> assertThat(sql).startsWith("SHOW OBJECTS"),
                            sql -> assertThat(sql).startsWith("SELECT"),
                            sql -> assertThat(sql).startsWith("DROP STAGE"));
        } finally {
            place.administer("ALTER WAREHOUSE HUBFLOW_WH SET AUTO_RESUME = TRUE");
        }
    }

    private List<StatementRecord> statements() {
        return SnowflakePlace.emulator().admin().statements().stream()
                .filter(s -> s.queryTag().contains("hubflow") || s.sql().contains("QUERY_TAG"))
                .toList();
    }

    private Map<String, Stage> stages() {
        return SnowflakePlace.emulator()
                .admin()
                .account()
                .schema("HUBSPOT", place.schema())
                .orElseThrow()
                .stages()
                .entrySet()
                .stream()
                .filter(e -> e.getKey().startsWith(RunClaim.NAME))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Makes the stage the loader's, of this time. */
    private void own(String name, Instant createdAt) {
        var stages = SnowflakePlace.emulator()
                .admin()
                .account()
                .schema("HUBSPOT", place.schema())
                .orElseThrow()
                .stages();
        var stage = Objects.requireNonNull(stages.get(name));
        stages.put(
                name,
                new Stage(
                        stage.name(),
                        "HUBFLOW_LOADER",
                        createdAt,
                        false,
                        stage.clientSideEncrypted(),
                        stage.directory(),
                        stage.format(),
                        stage.comment()));
    }
}
