package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PageSizesTest {
    private static final long SYNC_HEAP = 128L << 20;
    private final PageSizes sizes = new PageSizes(SYNC_HEAP);

    @Test
    void asksForWholePagesOfOrdinaryRecords() {
        assertThat(sizes.limit("contacts", 200)).isEqualTo(200);

        sizes.came("contacts", 200, 200 * 12_000L);

        assertThat(sizes.limit("contacts", 200)).isEqualTo(200);
        assertThat(sizes.limit("contacts", 100)).isEqualTo(100);
    }

    @Test
    void asksForFewerRecordsWhereTheyAreLarge() {
        sizes.came("emails", 40, 40 * 183_000L);

        assertThat(sizes.limit("emails", 200) * 183_000L).isBetween(1L << 20, 4L << 20);
        assertThat(sizes.limit("contacts", 200)).isEqualTo(200);
    }

    @Test
    void halvesAPageThatWasTooLargeDownToOneRecord() {
        sizes.tooLarge("emails", 200);
        assertThat(sizes.limit("emails", 200)).isEqualTo(100);

        sizes.tooLarge("emails", 100);
        sizes.tooLarge("emails", 50);
        assertThat(sizes.limit("emails", 200)).isEqualTo(25);

        sizes.tooLarge("emails", 1);
        assertThat(sizes.limit("emails", 200)).isEqualTo(1);
    }

    @Test
    void aDozenAnswersFitIntoTheMemoryThatThereIs() {
        assertThat(12L * sizes.maxBytes()).isLessThanOrEqualTo(SYNC_HEAP);
        assertThat(new PageSizes(8L << 30).maxBytes()).isEqualTo(256 << 20);
    }
}
