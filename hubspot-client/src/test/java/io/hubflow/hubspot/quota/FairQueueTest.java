package io.hubflow.hubspot.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FairQueueTest {
    private final FairQueue<String> queue = new FairQueue<>();

    private void add(String type, int calls) {
        for (var call = 0; call < calls; call++) {
            queue.add(type, type);
        }
    }

    private List<String> poll(int turns) {
        var served = new ArrayList<String>();
        for (var turn = 0; turn < turns; turn++) {
            served.add(queue.poll().orElseThrow());
        }
        return served;
    }

    private static long count(List<String> served, String type) {
        return served.stream().filter(type::equals).count();
    }

    @Test
    void nobodyWaitsInAnEmptyQueue() {
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void typesThatAlwaysWaitTakeTurns() {
        add("contacts", 100);
        add("deals", 100);
        add("tickets", 100);

        var served = poll(90);

        assertThat(served.subList(0, 6))
                .containsExactly("contacts", "deals", "tickets", "contacts", "deals", "tickets");
        assertThat(count(served, "contacts")).isEqualTo(30);
        assertThat(count(served, "deals")).isEqualTo(30);
    }

    @Test
    void aTypeThatMakesOneCallAfterTheOtherGoesAheadOfOneWithMany() {
        add("contacts", 300);
        poll(100);

        // Each of its calls is asked for only when the one before was answered, three turns later.
        for (var call = 0; call < FairQueue.CREDIT; call++) {
            add("products", 1);
            assertThat(poll(2)).contains("products");
            assertThat(poll(2)).containsOnly("contacts");
        }
    }

    @Test
    void aTypeThatIsNewGoesAheadOfOlderOnesByItsCreditAlone() {
        add("contacts", 1_000);
        add("deals", 1_000);
        poll(600);

        add("tickets", 1_000);

        // Every fifth turn goes to the type that has waited longest.
        assertThat(count(poll(25), "tickets")).isBetween(20L, 21L);
        assertThat(count(poll(300), "tickets")).isBetween(98L, 102L);
    }

    @Test
    void aTypeThatComesBackIsNotGivenWhatItMissed() {
        add("contacts", 1_000);
        add("deals", 1);
        poll(500);

        add("deals", 1_000);

        assertThat(count(poll(25), "deals")).isBetween(20L, 21L);
        assertThat(count(poll(200), "contacts")).isBetween(95L, 105L);
    }

    @Test
    void aTypeThatHasHadManyTurnsIsNotKeptFromThemLater() {
        add("contacts", 5_000);
        poll(5_000);
        add("deals", 1);
        poll(1);

        add("contacts", 500);
        add("deals", 500);

        assertThat(count(poll(100), "contacts")).isBetween(50L - FairQueue.CREDIT, 50L);
    }

    @Test
    void typesThatKeepComingDoNotStarveAnOlderOne() {
        add("contacts", 10_000);
        poll(1_000);

        var contacts = 0L;
        for (var round = 0; round < 500; round++) {
            // One new type after the other, all of whose calls go ahead.
            add("type" + round, FairQueue.CREDIT / 2);
            contacts += count(poll(FairQueue.CREDIT), "contacts");
        }

        assertThat(contacts).isEqualTo(500 * FairQueue.CREDIT / 2);
    }

    @Test
    void eachTypeThatWaitsHasATurnInFiveForEachOfThem() {
        for (var type = 0; type < 10; type++) {
            add("old" + type, 1_000);
        }
        poll(1_000);

        for (var turn = 0; turn < 100; turn++) {
            add("new" + turn % 10, 50);
        }
        var served = poll(10 * 2 * FairQueue.LONGEST_WAITING);

        assertThat(served).contains("old0", "old1", "old2", "old3", "old4", "old5", "old6", "old7", "old8", "old9");
    }

    @Test
    void oneThatGivesUpIsNotServed() {
        add("contacts", 1);
        queue.add("deals", "deals that give up");
        add("deals", 1);
        queue.remove("deals", "deals that give up");
        queue.remove("deals", "deals that never waited");
        queue.remove("tickets", "tickets");

        assertThat(poll(2)).containsExactly("contacts", "deals");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void typesThatComeAndGiveUpCostTheOthersNothing() {
        add("contacts", 100);
        for (var turn = 0; turn < 50; turn++) {
            queue.add("deals", "deals");
            queue.remove("deals", "deals");
            assertThat(poll(1)).containsExactly("contacts");
        }
        assertThat(queue.knownTypes()).isLessThanOrEqualTo(2);
    }

    @Test
    void typesThatAreGoneAreForgotten() {
        for (var type = 0; type < 10_000; type++) {
            add("type" + type, 3);
            poll(3);
        }

        assertThat(queue.knownTypes()).isLessThanOrEqualTo(FairQueue.REMEMBERED / 3 + 1);
    }
}
