package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.simulator.admin.Truth;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that load only the records of a filter: what is loaded, what leaves and comes back, and what another filter costs. */
final class FilterIT {
    private static final String LARGE = "deals: amount GTE 50000";

    private static Bench deals(int records) {
        return new Bench(Bench.portal("deals", records), "deals")
                .selecting("dealname", "amount", "dealstage", "hs_object_id")
                .refreshing(RefreshPolicy.NEVER);
    }

    private static BigDecimal amount(Truth.Row row) {
        var text = row.properties().getOrDefault("amount", "");
        return text.isEmpty() ? BigDecimal.valueOf(-1) : new BigDecimal(text);
    }

    private static Predicate<Truth.Row> atLeast(long amount) {
        return row -> amount(row).compareTo(BigDecimal.valueOf(amount)) >= 0;
    }

    private static Predicate<Truth.Row> below(long amount) {
        return row -> !row.properties().getOrDefault("amount", "").isEmpty()
                && atLeast(amount).negate().test(row);
    }

    private static Set<Long> wanted(Bench bench, Predicate<Truth.Row> filter) {
        return bench.hubSpot.records("deals").stream()
                .filter(row -> !row.archived())
                .filter(filter)
                .map(Truth.Row::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Long> alive(Bench bench) {
        var alive = new TreeSet<Long>();
        bench.table.rows("deals").forEach((id, stored) -> {
            if (stored.isAlive()) {
                alive.add(id);
            }
        });
        return alive;
    }

    private static void requireExactly(Bench bench, Predicate<Truth.Row> filter) {
        assertThat(alive(bench)).as("notices %s", bench.notices).isEqualTo(wanted(bench, filter));
    }

    private static void setAmount(Bench bench, Set<Long> ids, String amount) {
        bench.hubSpot.mutate(
                new Mutation.Update("deals", new Target.Ids(List.copyOf(ids)), List.of(), Map.of("amount", amount)));
    }

    private static Set<Long> some(Set<Long> ids, int count) {
        return ids.stream().limit(count).collect(Collectors.toSet());
    }

    @Test
    void aRefreshReadsNoRecordThatUpdatedAfterLeavesOut() {
        try (var bench = deals(60)) {
            var times = bench.hubSpot.records("deals").stream()
                    .map(Truth.Row::updatedAt)
                    .sorted()
                    .toList();
            var since = times.get(times.size() / 2);
            bench.updatedAfter(since).where(LARGE).refreshing(RefreshPolicy.ALWAYS);
            bench.syncWell();
            bench.syncWell();

            requireExactly(bench, atLeast(50_000).and(row -> !row.updatedAt().isBefore(since)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {120, 2_500})
    void onlyRecordsOfTheFilterAreLoaded(int records) {
        try (var bench = deals(records).where(LARGE)) {
            bench.syncWell();
            requireExactly(bench, atLeast(50_000));
            assertThat(bench.table.rows("deals")).hasSameSizeAs(wanted(bench, atLeast(50_000)));
            bench.requireRowsEqual("deals");
        }
    }

    @Test
    void aPropertyThatIsNotSelectedMayBeFilteredBy() {
        try (var bench = deals(300).selecting("dealname").where(LARGE)) {
            bench.syncWell();
            requireExactly(bench, atLeast(50_000));
            assertThat(bench.table
                            .rows("deals")
                            .values()
                            .iterator()
                            .next()
                            .schema()
                            .columns())
                    .noneMatch(column -> column.name().equals("amount"));
        }
    }

    @ParameterizedTest
    @CsvSource({"300,NEVER", "2500,NEVER", "300,ALWAYS", "2500,ALWAYS"})
    void whatLeavesTheFilterIsMarkedAndWhatComesBackIsCleared(int records, RefreshPolicy refresh) {
        try (var bench = deals(records).where(LARGE).refreshing(refresh)) {
            bench.syncWell();
            var leaving = some(wanted(bench, atLeast(50_000)), 7);
            var entering = some(wanted(bench, atLeast(50_000).negate()), 3);
            setAmount(bench, leaving, "1");
            setAmount(bench, entering, "90000");

            var report = bench.syncWell();

            requireExactly(bench, atLeast(50_000));
            assertThat(report.departures().outOfScope()).isEqualTo(7);
            for (var id : leaving) {
                var tombstone = Objects.requireNonNull(bench.table.rows("deals").get(id))
                        .tombstone();
                assertThat(tombstone != null && tombstone.isOutOfScope()).isTrue();
            }
            setAmount(bench, some(leaving, 2), "60000");

            bench.syncWell();

            requireExactly(bench, atLeast(50_000));
            assertThat(bench.syncWell().departures().isEmpty()).isTrue();
        }
    }

    @Test
    void whatLeavesTheFilterIsRemovedWhereDepartedRowsAre() {
        try (var bench = deals(300).where(LARGE).deleting(DeleteMode.HARD)) {
            bench.syncWell();
            setAmount(bench, some(wanted(bench, atLeast(50_000)), 4), "1");
            bench.syncWell();
            assertThat(bench.table.rows("deals").keySet()).isEqualTo(wanted(bench, atLeast(50_000)));
        }
    }

    @Test
    void whatLeavesTheFilterStaysWhereDepartedRowsDo() {
        try (var bench = deals(300).where(LARGE).deleting(DeleteMode.IGNORE)) {
            bench.syncWell();
            var before = alive(bench);
            setAmount(bench, some(before, 4), "1");
            bench.syncWell();
            assertThat(alive(bench)).isEqualTo(before);
        }
    }

    @Test
    void deletedRecordsOfTheFilterAreFound() {
        try (var bench = deals(2_500).where(LARGE)) {
            bench.syncWell();
            var deleted = some(wanted(bench, atLeast(50_000)), 5);
            bench.hubSpot.mutate(new Mutation.Archive("deals", new Target.Ids(List.copyOf(deleted))));
            var report = bench.syncWell();
            requireExactly(bench, atLeast(50_000));
            assertThat(report.departures().archived()).isEqualTo(5);
        }
    }

    /** No search and no refresh pass shows such a record; the simulation's tables in memory must tell it all the same. */
    @Test
    void aRecordThatLeftTheFilterAndWasErasedLosesItsValuesAfterTheNextRefreshPass() {
        try (var bench = deals(300).where(LARGE).refreshing(RefreshPolicy.ALWAYS)) {
            bench.syncWell();
            var left = some(wanted(bench, atLeast(50_000)), 2);
            setAmount(bench, left, "1");
            bench.syncWell();
            var erased = some(left, 1).iterator().next();
            bench.hubSpot.mutate(new Mutation.GdprDelete("deals", new Target.Ids(List.of(erased))));

            bench.syncWell();

            left.forEach(id -> {
                var stored = Objects.requireNonNull(bench.table.rows("deals").get(id));
                var mark = Objects.requireNonNull(stored.tombstone());
                assertThat(mark.isOutOfScope()).isNotEqualTo(id.equals(erased));
                assertThat(stored.values().isEmpty()).isEqualTo(id.equals(erased));
            });
        }
    }

    @Test
    void aRecordThatAFilterOfOneRunLeftOutAndThatWasErasedLosesItsValues() {
        try (var bench = deals(300).refreshing(RefreshPolicy.ALWAYS)) {
            bench.syncWell();
            bench.where(LARGE);
            bench.syncWell();
            var erased = some(wanted(bench, below(50_000)), 1).iterator().next();
            bench.hubSpot.mutate(new Mutation.GdprDelete("deals", new Target.Ids(List.of(erased))));
            bench.where("");

            bench.syncWell();
            bench.syncWell();

            var stored = Objects.requireNonNull(bench.table.rows("deals").get(erased));
            assertThat(Objects.requireNonNull(stored.tombstone()).isOutOfScope())
                    .isFalse();
            assertThat(stored.values().isEmpty()).isTrue();
            bench.requireRowsEqual("deals");
        }
    }

    @ParameterizedTest
    @Tag("thorough")
    @EnumSource(Change.class)
    void anotherFilterReadsOnlyWhatIsMissingAndMarksWhatIsOut(Change change) {
        try (var bench = deals(1_500).where(change.before)) {
            bench.syncWell();
            var had = alive(bench);
            bench.where(change.after);

            var report = bench.syncWell();

            requireExactly(bench, change.wanted);
            var missing = new TreeSet<>(wanted(bench, change.wanted));
            missing.removeAll(had);
            assertThat(report.rowsRead()).as("records read").isEqualTo(missing.size());
            bench.requireRowsEqual("deals");
            assertThat(bench.syncWell().rowsRead()).isZero();
        }
    }

    enum Change {
        WIDER(LARGE, "deals: amount GTE 20000", atLeast(20_000)),
        NARROWER("deals: amount GTE 20000", LARGE, atLeast(50_000)),
        OTHER(LARGE, "deals: amount LT 50000", below(50_000)),
        TAKEN_AWAY(LARGE, "", row -> true),
        ADDED("", LARGE, atLeast(50_000));

        final String before;
        final String after;
        final Predicate<Truth.Row> wanted;

        Change(String before, String after, Predicate<Truth.Row> wanted) {
            this.before = before;
            this.after = after;
            this.wanted = wanted;
        }
    }

    @Test
    void aFilterThatComesBackAfterAnInterruptedChangeMissesNothing() {
        try (var bench = deals(600).where(LARGE)) {
            bench.syncWell();
            bench.where("deals: amount LT 50000");
            var commits = new AtomicInteger();
            bench.table.beforeCommit(number -> {
                if (commits.incrementAndGet() > 2) { // the run's beginning, the change of the filter
                    throw new ConnectorException(ErrorCode.DESTINATION_UNREACHABLE, "The warehouse is away.", "", "");
                }
            });
            assertThat(bench.sync().objects().getFirst().error()).isPresent();
            assertThat(commits).as("commits tried").hasValueGreaterThan(2);
            setAmount(bench, some(wanted(bench, atLeast(50_000)), 5), "70000");
            bench.table.beforeCommit(number -> {});
            bench.where(LARGE);

            bench.syncWell();
            bench.syncWell();

            requireExactly(bench, atLeast(50_000));
            bench.requireRowsEqual("deals");
        }
    }

    @Test
    void aWrongFilterIsAnErrorBeforeAnythingIsRead() {
        try (var bench = deals(50).where("deals: amout GTE 1")) {
            var problem = catchThrowableOfType(ConnectorException.class, bench::sync);
            assertThat(problem).hasMessageContaining("HubSpot has no property amout. Did you mean amount?");
            assertThat(bench.hubSpot.stats().rows()).isEmpty();
            assertThat(bench.table.rows("deals")).isEmpty();
        }
    }
}
