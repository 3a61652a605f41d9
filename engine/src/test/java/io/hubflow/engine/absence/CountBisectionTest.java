package io.hubflow.engine.absence;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.range.IdRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CountBisectionTest {
    private static final int RUNG = 200;

    private TreeSet<Long> table = new TreeSet<>();
    private TreeSet<Long> hubSpot = new TreeSet<>();
    private int counts;

    @Test
    void equalCountsNeedNoFurtherCount() {
        fill(50_000);

        assertThat(differing(total -> total)).isEmpty();
        assertThat(counts).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void findsEveryPlaceOfAMillionWithinTheCalls(long seed) {
        fill(1_000_000);
        var random = new Random(seed);
        var ids = new ArrayList<>(table);
        var gone = new TreeSet<Long>();
        while (gone.size() < 57) {
            gone.add(ids.get(random.nextInt(ids.size())));
        }
        var place = random.nextInt(900_000);
        gone.addAll(ids.subList(place, place + 11));
        hubSpot.removeAll(gone);

        var differing = differing(total -> total);

        requireFound(gone, differing);
        assertThat(differing).hasSizeLessThanOrEqualTo(70);
        assertThat(counts + differing.size()).as("seed %d", seed).isLessThanOrEqualTo(600);
    }

    @Test
    void findsRecordsThatTheTableLacks() {
        fill(30_000);
        var missing = table.stream().skip(12_345).findFirst().orElseThrow();
        table.remove(missing);

        requireFound(new TreeSet<>(List.of(missing)), differing(total -> total));
    }

    @Test
    void countsInSmallRangesWhereTotalsAreCapped() {
        fill(40_000);
        var gone = table.stream().skip(33_333).findFirst().orElseThrow();
        hubSpot.remove(gone);

        var differing = differing(total -> Math.min(total, 10_000));

        requireFound(new TreeSet<>(List.of(gone)), differing);
        assertThat(counts).isLessThan(30);
    }

    @Test
    void aCapThatEqualsTheTableIsNotBelieved() {
        fill(10_000);
        for (var extra = 1L; extra <= 500; extra++) {
            hubSpot.add(10_000_000L + extra);
        }

        assertThat(differing(total -> Math.min(total, 10_000))).isNotEmpty();
    }

    /** It may be a cap, but the halves are below it, so they are exact. */
    @Test
    void exactlyTenThousandRecordsAreCountedInHalves() {
        fill(10_000);

        assertThat(differing(total -> total)).isEmpty();
        assertThat(counts).isEqualTo(3);
    }

    @Test
    void aTotalThatIsAlwaysWrongEndsAfterFewCounts() {
        fill(100_000);

        differing(total -> total + 3);

        assertThat(counts).isLessThan(150);
    }

    @Test
    void aTotalThatIsAlwaysTheSameEnds() {
        fill(20_000);

        differing(total -> 7);

        assertThat(counts).isLessThan(400);
    }

    @Test
    void whereNearlyEverythingDiffersItLooksInsteadOfCounting() {
        fill(100_000);
        hubSpot.removeIf(id -> id % 3 != 0);

        requireFound(difference(), differing(total -> total));
        assertThat(counts).isLessThan(10);
    }

    @Test
    void anEmptyTableIsOneRange() {
        hubSpot.add(5L);

        assertThat(differing(total -> total)).containsExactly(IdRange.ALL);
    }

    private void fill(int rows) {
        var random = new Random(7);
        var ids = new ArrayList<Long>(rows);
        var id = 100L;
        for (var row = 0; row < rows; row++) {
            id += 1 + random.nextInt(row % 1_000 == 0 ? 100_000_000 : 5);
            ids.add(id);
        }
        table = new TreeSet<>(ids);
        hubSpot = new TreeSet<>(ids);
    }

    private TreeSet<Long> difference() {
        var difference = new TreeSet<>(table);
        difference.removeAll(hubSpot);
        return difference;
    }

    private List<IdRange> differing(LongUnaryOperator totals) {
        // Sorted arrays: sets count a range by walking it.
        var inTable = table.stream().mapToLong(Long::longValue).toArray();
        var inHubSpot = hubSpot.stream().mapToLong(Long::longValue).toArray();
        var ladder = IdLadder.of(LongStream.of(inTable).iterator(), RUNG);
        CountBisection.Counts hubSpotCounts = ranges -> {
            counts += ranges.size();
            return ranges.stream()
                    .mapToLong(range -> totals.applyAsLong(count(inHubSpot, range)))
                    .toArray();
        };
        var whole = hubSpotCounts.count(List.of(IdRange.ALL))[0];
        if (whole == inTable.length && whole != CountBisection.EXACT_BELOW) {
            return List.of();
        }
        return new CountBisection(hubSpotCounts, range -> count(inTable, range), ladder, RUNG).differing(whole);
    }

    private static long count(long[] ids, IdRange range) {
        return rank(ids, range.to()) - rank(ids, range.from());
    }

    private static int rank(long[] ids, long id) {
        var at = Arrays.binarySearch(ids, id);
        return at < 0 ? -at - 1 : at;
    }

    private static void requireFound(TreeSet<Long> ids, List<IdRange> ranges) {
        for (var id : ids) {
            assertThat(ranges).as("the range of %d", id).anyMatch(range -> range.contains(id));
        }
    }
}
