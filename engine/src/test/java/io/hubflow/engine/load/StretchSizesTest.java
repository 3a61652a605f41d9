package io.hubflow.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StretchSizesTest {
    private static final int LIST_LANES = 12;
    private static final long UNLIMITED = Long.MAX_VALUE;

    private final StretchSizes sizes = new StretchSizes(LIST_LANES);

    @Test
    void stretchesAreLongWhileMuchIsLeft() {
        assertThat(sizes.next(1_000, LIST_LANES, UNLIMITED)).isEqualTo(10);
        assertThat(sizes.next(1_000, 0, UNLIMITED)).isEqualTo(10);
    }

    @Test
    void lanesWithNothingToReadGetAsMuchAsTheyCanReadToTheEnd() {
        // 9 + 8 + ... + 1 pages of lists, and two pages of each of 9 searches
        assertThat(sizes.next(9 * 10 / 2 + 9 * 2, 1, UNLIMITED)).isEqualTo(9);
        // 6 + 5 + ... + 1, and two of each of 6
        assertThat(sizes.next(6 * 7 / 2 + 6 * 2, 3, UNLIMITED)).isEqualTo(6);
    }

    @Test
    void nothingIsHeldBackForTheEndByLanesThatAreBusyAnyway() {
        assertThat(sizes.next(9 * 10 / 2 + 9 * 2, 0, UNLIMITED)).isEqualTo(4);
    }

    @Test
    void stretchesThatWaitLeaveRoomForFewerPages() {
        sizes.planned(LIST_LANES * 8 - 3);
        assertThat(sizes.next(1_000, LIST_LANES, UNLIMITED)).isEqualTo(3);
        sizes.planned(3);
        assertThat(sizes.next(1_000, LIST_LANES, UNLIMITED)).isZero();
        sizes.read(5);
        assertThat(sizes.next(1_000, LIST_LANES, UNLIMITED)).isEqualTo(5);
    }

    @Test
    void noMoreIsLeftToListsThanTheyCanReadBeforeSearchesAreDone() {
        assertThat(sizes.next(1_000, 0, 7)).isEqualTo(7);
        sizes.planned(5);
        assertThat(sizes.left()).isEqualTo(5);
        assertThat(sizes.next(1_000, 0, 7)).isEqualTo(2);
        sizes.planned(2);
        assertThat(sizes.next(1_000, LIST_LANES, 6)).isZero();
        sizes.read(10);
        assertThat(sizes.left()).as("read beyond what was planned").isZero();
    }

    @Test
    void whereSearchesAreScarceIdleLanesMakeStretchesLonger() {
        sizes.planned(1);
        sizes.read(1);
        assertThat(sizes.next(1_000, 4, UNLIMITED)).isEqualTo(22);
    }

    @Test
    void fewRecordsAreReadByOneSearchAtATime() {
        assertThat(StretchSizes.searchesAtOnce(3_000, 6)).isEqualTo(1);
        assertThat(StretchSizes.searchesAtOnce(12_000, 6)).isEqualTo(3);
        assertThat(StretchSizes.searchesAtOnce(1_000_000, 6)).isEqualTo(6);
    }
}
