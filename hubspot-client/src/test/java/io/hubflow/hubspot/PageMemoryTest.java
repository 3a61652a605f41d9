package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.hubspot.quota.ManualTimeline;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class PageMemoryTest {
    private static final int MEGABYTE = 1 << 20;

    /** As `hubflow sync` runs: 57 MB for pages, so five of 4 MB, which take 10 MB each. */
    private final PageMemory memory = new PageMemory(128L * MEGABYTE);

    @Test
    void aPageWaitsUntilThereIsRoomForIt() throws Exception {
        var held = new PageRoom[5];
        for (var i = 0; i < held.length; i++) {
            held[i] = memory.await(4 * MEGABYTE);
        }
        var waiting = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var next = threads.submit(() -> {
                waiting.countDown();
                return memory.await(4 * MEGABYTE);
            });
            waiting.await();
            assertThat(next.isDone()).isFalse();

            held[2].close();

            next.get().close();
        }
    }

    @Test
    void roomThatIsGivenBackTwiceCountsOnce() throws Exception {
        var first = memory.await(40 * MEGABYTE);
        first.close();
        first.close();

        var all = memory.await(1_000 * MEGABYTE);

        assertThat(memory.hasRoom()).isFalse();
        all.close();
        assertThat(memory.hasRoom()).isTrue();
    }

    /** In a simulation processes are killed, and their threads never give anything back. */
    @Test
    @Timeout(600)
    void roomThatAClientInAWorldOfItsOwnNeverGivesBackIsMissingToNoOtherClient() {
        try (var killed = Clients.over(FakeTransport.answering(), new ManualTimeline());
                var next = Clients.over(FakeTransport.answering(), new ManualTimeline())) {
            var everything = killed.awaitRoom("contacts", 1_000_000_000, 1);

            next.awaitRoom("contacts", 1_000_000_000, 1).close();

            everything.close();
        }
    }

    @Test
    void aListOfWidePagesKeepsFewerOfThemWaiting() {
        assertThat(memory.waiting(MEGABYTE, 6)).isEqualTo(5);
        assertThat(memory.waiting(MEGABYTE / 10, 6)).isEqualTo(6);
        assertThat(memory.waiting(50 * MEGABYTE, 6)).isEqualTo(1);
    }

    @Test
    void theSizeOfAPageIsGuessedFromItsPropertiesUntilOneHasCome() {
        var sizes = new PageSizes(128L * MEGABYTE);

        assertThat(sizes.pageBytes("contacts", 1_500, 100)).isEqualTo(1_500 * 27 * 100);
        sizes.came("contacts", 100, 6_000_000);
        assertThat(sizes.pageBytes("contacts", 1_500, 100)).isEqualTo(60_000 * sizes.limit("contacts", 100));
    }
}
