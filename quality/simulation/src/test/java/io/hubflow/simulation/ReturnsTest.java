package io.hubflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ReturnsTest {
    private static boolean isBalanced(long id, List<Long> uncounted, List<Long> stale) {
        return Returns.isBalanced(id, new TreeSet<>(uncounted), new TreeSet<>(stale));
    }

    @Test
    void oneThatLeftHidesOneThatCameBack() {
        assertThat(isBalanced(20, List.of(20L), List.of(900L))).isTrue();
        assertThat(isBalanced(20, List.of(20L), List.of(5L))).isTrue();
        assertThat(isBalanced(20, List.of(20L), List.of())).isFalse();
    }

    @Test
    void fewerThatLeftDoNotHideAllThatCameBack() {
        var uncounted = List.of(10L, 20L, 30L);
        var stale = List.of(40L);

        assertThat(isBalanced(30, uncounted, stale)).isTrue();
        assertThat(isBalanced(20, uncounted, stale)).isFalse();
        assertThat(isBalanced(10, uncounted, stale)).isFalse();
    }

    @Test
    void thoseThatLeftOnBothSidesCountTogether() {
        assertThat(isBalanced(20, List.of(15L, 20L), List.of(10L, 30L))).isTrue();
        assertThat(isBalanced(20, List.of(12L, 15L, 20L, 25L), List.of(10L, 30L)))
                .isFalse();
        assertThat(isBalanced(20, List.of(12L, 15L, 20L), List.of(9L, 10L, 11L)))
                .isTrue();
    }

    @Test
    void moreThatLeftElsewhereDoNotUncoverIt() {
        assertThat(isBalanced(20, List.of(20L), List.of(21L, 500L, 501L))).isTrue();
    }
}
