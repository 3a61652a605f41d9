package io.hubflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.testkit.RowMaker;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OpenStageTest {
    private static final TableSchema CONTACTS =
            new TableSchema("contacts", "contacts", List.of(new Column("email", ColumnType.VARCHAR)));

    private static final FactTable LINKS = new FactTable(
            "contacts_companies",
            List.of(new Column("from_id", ColumnType.BIGINT), new Column("to_id", ColumnType.BIGINT)),
            List.of("from_id", "to_id"),
            "from_id",
            FactTable.Keep.CURRENT);

    @TempDir
    Path folder;

    /** Rows that are read meanwhile go into another stage: reading would stop for as long as the commit takes. */
    @Test
    @Timeout(60)
    void anotherStageOfATableIsOpenedWhileTheFileIsBusy() throws Exception {
        whileBusy(destination ->
                destination.openStage(CONTACTS, Set.of(), DeleteMode.SOFT).close());
    }

    /** So it is with links: the groups that wait for their turn to be staged would fill up, and lanes stop. */
    @Test
    @Timeout(60)
    void anotherStageOfFactsIsOpenedWhileTheFileIsBusy() throws Exception {
        whileBusy(destination -> destination.openFacts(LINKS).close());
    }

    /** @param open done once before, and once while the file is busy */
    private void whileBusy(Consumer<Destination> open) throws Exception {
        try (var destination = DuckDbDestination.open(DuckDbSettings.of(folder.resolve("my.duckdb")));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            open.accept(destination);
            var busy = new CountDownLatch(1);
            var go = new CountDownLatch(1);
            var work = threads.submit(() -> destination.onConnection(connection -> {
                busy.countDown();
                return awaited(go);
            }));
            busy.await();

            open.accept(destination);

            go.countDown();
            assertThat(work.get()).isTrue();
        }
    }

    @Test
    void largeTextsMakeACommitDueLongBeforeItsRowsDo() {
        var body = "x".repeat(61_000);
        try (var destination = DuckDbDestination.open(DuckDbSettings.of(folder.resolve("my.duckdb")));
                var stage = destination.openStage(CONTACTS, Set.of(), DeleteMode.SOFT)) {
            var policy = destination.flushPolicy();
            for (var id = 1; id <= 10; id++) {
                stage.append(List.of(RowMaker.id(id).values(body)));
            }

            assertThat(policy.rows()).isGreaterThan(4_000);
            assertThat(stage.stagedBytes() * 4_000 / 10).isGreaterThan(2 * policy.bytes());
            assertThat(policy.bytes()).isLessThanOrEqualTo(96 << 20);
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
