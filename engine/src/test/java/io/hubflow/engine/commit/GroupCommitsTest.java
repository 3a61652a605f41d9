package io.hubflow.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactSetWriter;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.FlushPolicy;
import io.hubflow.engine.destination.KnownRecord;
import io.hubflow.engine.destination.LiveIds;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GroupCommitsTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Warehouse warehouse = new Warehouse();
    private final List<List<String>> told = new ArrayList<>();
    private final Streams streams = new Streams();
    private final GroupCommits commits = commits(true);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void lastCommitsGoTogetherAndEachLearnsItsOwnCounts() throws Exception {
        var contacts = commits.join();
        var deals = commits.join();
        var first = last(contacts, commit("contacts", 3));
        awaitWaiting(1);
        var second = last(deals, commit("deals", 5));

        assertThat(first.get(60, TimeUnit.SECONDS).orElseThrow().tables())
                .containsExactly(new CommitResult.TableResult("contacts", 3, 0, 0));
        assertThat(second.get().orElseThrow().tables()).containsExactly(new CommitResult.TableResult("deals", 5, 0, 0));
        assertThat(warehouse.commits).containsExactly("contacts+deals");
    }

    @Test
    void factsGoAlongAndEachLearnsItsOwnCountsOfThem() throws Exception {
        var contacts = commits.join();
        var deals = commits.join();
        var first = last(contacts, commit("contacts", 3).withFacts(List.of(facts("contacts_companies", 7))));
        awaitWaiting(1);
        var second = last(
                deals, commit("deals", 5).withFacts(List.of(facts("deals_contacts", 1), facts("deals_companies", 2))));

        assertThat(first.get(60, TimeUnit.SECONDS).orElseThrow().facts())
                .extracting("table", "inserted")
                .containsExactly(tuple("contacts_companies", 7L));
        assertThat(second.get().orElseThrow().facts())
                .extracting("table", "inserted")
                .containsExactly(tuple("deals_contacts", 1L), tuple("deals_companies", 2L));
        assertThat(warehouse.commits).containsExactly("contacts+deals");
    }

    @Test
    void theListenerHearsWhichTablesEachCommitWroteAndNothingOfOneThatFailed() {
        var participant = commits.join();
        participant.commit(commit("contacts", 3).withFacts(List.of(facts("contacts_companies", 7))));
        warehouse.refused = "deals";

        assertThatThrownBy(() -> participant.commit(commit("deals", 1))).isInstanceOf(ConnectorException.class);
        assertThat(told).containsExactly(List.of("contacts", "contacts_companies"));
    }

    @Test
    void theIdentityGoesWithFactsAlone() {
        var unknown = commits(false);
        var participant = unknown.join();

        participant.commit(commit("contacts", 0).withFacts(List.of(facts("contacts_companies", 1))));
        participant.commit(commit("contacts", 5).withFacts(List.of(facts("contacts_companies", 1))));
        assertThat(identitySequence()).isEqualTo(1);
    }

    @Test
    void oneThatEndsWithoutACommitIsNotWaitedFor() throws Exception {
        var contacts = commits.join();
        var failing = commits.join();
        var first = last(contacts, commit("contacts", 1));
        awaitWaiting(1);
        failing.close();

        assertThat(first.get(60, TimeUnit.SECONDS)).isPresent();
        assertThat(warehouse.commits).containsExactly("contacts");
    }

    @Test
    void theWaitIsBounded() throws Exception {
        warehouse.gather = Duration.ofMillis(20);
        var contacts = commits.join();
        var slow = commits.join();

        assertThat(last(contacts, commit("contacts", 1)).get(60, TimeUnit.SECONDS))
                .isPresent();
        assertThat(last(slow, commit("deals", 1)).get(60, TimeUnit.SECONDS)).isPresent();
        assertThat(warehouse.commits).containsExactly("contacts", "deals");
    }

    @Test
    void whereACommitCostsNothingNobodyWaits() {
        warehouse.gather = Duration.ZERO;
        commits.join();

        assertThat(commits.join().commitLast(commit("contacts", 1))).isPresent();
        assertThat(warehouse.commits).containsExactly("contacts");
    }

    @Test
    void theIdentityGoesWithEveryCommitUntilOneWithDataHasTakenItAlong() {
        var unknown = commits(false);
        var participant = unknown.join();

        participant.commit(commit("contacts", 0));
        assertThat(identitySequence()).isEqualTo(1);
        participant.commit(commit("contacts", 5));
        assertThat(identitySequence()).isEqualTo(2);
        participant.commit(commit("contacts", 5));
        assertThat(identitySequence()).isEqualTo(2);

        unknown.identity().knowOwners(List.of(new KnownRecord(1, 2)));
        participant.commit(commit("contacts", 5));
        assertThat(identitySequence()).isEqualTo(3);
        assertThat(identityCheckpoint().state()).contains("\"portal_id\":77", "\"created_at_millis\":2");
    }

    private long identitySequence() {
        return identityCheckpoint().sequence();
    }

    private Checkpoint identityCheckpoint() {
        return Objects.requireNonNull(warehouse.checkpoints.get(PortalIdentity.STREAM));
    }

    @Test
    void aLargeOneGoesAlone() {
        commits.join();

        assertThat(commits.join().commitLast(commit("contacts", 100))).isPresent();
        assertThat(warehouse.commits).containsExactly("contacts");
    }

    @Test
    void whereRowsDoNotWaitOnlyWhatIsUnchangedDoes() throws Exception {
        warehouse.gatherBytes = 0;
        var contacts = commits.join();
        var deals = commits.join();
        var tickets = commits.join();
        var unchanged = last(contacts, commit("contacts", 0));
        awaitWaiting(1);

        assertThat(deals.commitLast(commit("deals", 1))).isPresent();
        var alsoUnchanged = last(tickets, commit("tickets", 0));
        deals.close();

        assertThat(unchanged.get(60, TimeUnit.SECONDS)).isPresent();
        assertThat(alsoUnchanged.get(60, TimeUnit.SECONDS)).isPresent();
        assertThat(warehouse.commits).containsExactly("deals", "contacts+tickets");
    }

    @Test
    void whatIsWrongWithOneIsNotWrongWithTheOthers() throws Exception {
        warehouse.refused = "deals";
        var contacts = commits.join();
        var deals = commits.join();
        var first = last(contacts, commit("contacts", 1));
        awaitWaiting(1);
        var second = last(deals, commit("deals", 1));

        assertThat(first.get(60, TimeUnit.SECONDS)).isPresent();
        assertThatThrownBy(second::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DESTINATION_REFUSED));
        assertThat(warehouse.commits).containsExactly("contacts");
    }

    @Test
    void aWarehouseThatIsGoneFailsThemAll() throws Exception {
        warehouse.gone = true;
        var contacts = commits.join();
        var deals = commits.join();
        var first = last(contacts, commit("contacts", 1));
        awaitWaiting(1);
        var second = last(deals, commit("deals", 1));

        assertThatThrownBy(first::get).hasMessageContaining("gone");
        assertThatThrownBy(second::get).hasMessageContaining("gone");
    }

    @Test
    void aLostReplyIsLookedUpForAll() throws Exception {
        warehouse.losesReply = true;
        var contacts = commits.join();
        var deals = commits.join();
        var first = last(contacts, commit("contacts", 1));
        awaitWaiting(1);
        var second = last(deals, commit("deals", 1));

        assertThat(first.get(60, TimeUnit.SECONDS)).isEmpty();
        assertThat(second.get(60, TimeUnit.SECONDS)).isEmpty();
        assertThat(warehouse.commits).containsExactly("contacts+deals");
    }

    private Future<Optional<CommitResult>> last(GroupCommits.CommitParticipant participant, Commit commit) {
        return threads.submit(() -> {
            try (participant) {
                return participant.commitLast(commit);
            }
        });
    }

    private void awaitWaiting(int count) {
        while (commits.waiting() < count) {
            Thread.onSpinWait();
        }
    }

    private static Commit commit(String table, int rows) {
        return new Commit(
                List.of(new Stage(new TableSchema(table, table, List.of()), rows)),
                List.of(),
                List.of(),
                List.of(new Checkpoint(table, 1, "{}")),
                List.of());
    }

    private record Stage(TableSchema schema, long stagedRows) implements TableStage {
        @Override
        public void append(List<Row> rows) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long stagedBytes() {
            return stagedRows;
        }

        @Override
        public void close() {}
    }

    private static FactStage facts(String table, int entries) {
        var ids = List.of(new Column("from_id", ColumnType.BIGINT), new Column("to_id", ColumnType.BIGINT));
        return new Facts(
                new FactTable(table, ids, List.of("from_id", "to_id"), "from_id", FactTable.Keep.CURRENT), entries);
    }

    private record Facts(FactTable table, long stagedEntries) implements FactStage {
        @Override
        public void append(FactSet set) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FactSetWriter open(long ownerId, long readAtMillis) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void forget(String column, long id, long readAtMillis) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long stagedBytes() {
            return stagedEntries;
        }

        @Override
        public void close() {}
    }

    private GroupCommits commits(boolean identityIsKnown) {
        var verdict = new PortalGuard.Verdict(PortalIdentity.UNKNOWN.withPortal(77), identityIsKnown, false);
        return new GroupCommits(warehouse, streams, new PendingIdentity(streams, verdict), new SyncListener() {
            @Override
            public void committed(List<String> tables, Duration took) {
                assertThat(took).isPositive();
                told.add(tables);
            }
        });
    }

    private static final class Warehouse implements Destination {
        private final List<String> commits = new ArrayList<>();
        private final Map<String, Checkpoint> checkpoints = new ConcurrentHashMap<>();
        private Duration gather = LONG;
        private long gatherBytes = 99;
        private String refused = "";
        private boolean gone;
        private boolean losesReply;

        @Override
        public String description() {
            return "warehouse";
        }

        @Override
        public FlushPolicy flushPolicy() {
            return new FlushPolicy(1_000, 400, LONG, gather, gatherBytes, FlushPolicy.NEVER_EARLY);
        }

        @Override
        public void verifyWritable() {}

        @Override
        public List<Checkpoint> loadCheckpoints() {
            return List.copyOf(checkpoints.values());
        }

        @Override
        public Optional<TableSchema> findTable(String table) {
            return Optional.empty();
        }

        @Override
        public Map<String, List<KnownRecord>> sampleRecords(int perTable) {
            return Map.of();
        }

        @Override
        public LiveIds liveIds(String table) {
            return LiveIds.NONE;
        }

        @Override
        public TableStage openStage(TableSchema schema, Set<String> unreadColumns, DeleteMode deletes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FactStage openFacts(FactTable table) {
            throw new UnsupportedOperationException();
        }

        @Override
        public synchronized CommitResult commit(Commit commit) {
            var tables = commit.stages().stream().map(s -> s.schema().table()).toList();
            if (gone) {
                throw new ConnectorException(ErrorCode.DESTINATION_UNREACHABLE, "The warehouse is gone.", "", "");
            }
            if (tables.contains(refused)) {
                throw new ConnectorException(ErrorCode.DESTINATION_REFUSED, "Too wide.", "", "");
            }
            commits.add(String.join("+", tables));
            commit.checkpoints().forEach(c -> checkpoints.put(c.stream(), c));
            if (losesReply) {
                throw new ConnectorException(ErrorCode.COMMIT_OUTCOME_UNKNOWN, "No answer.", "", "");
            }
            return new CommitResult(
                    commit.stages().stream()
                            .map(s -> new CommitResult.TableResult(s.schema().table(), s.stagedRows(), 0, 0))
                            .toList(),
                    commit.factStages().stream()
                            .map(s -> new CommitResult.FactResult(s.table().name(), s.stagedEntries(), 0, 0, 0))
                            .toList());
        }

        @Override
        public void close() {}
    }
}
