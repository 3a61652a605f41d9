package io.hubflow.engine.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.forecast.RunForecast.Binding;
import io.hubflow.engine.forecast.RunForecast.Conditions;
import io.hubflow.engine.plan.RoutePlan;
import io.hubflow.engine.read.ListRoute;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.Latencies;
import io.hubflow.hubspot.quota.QuotaGovernor;
import io.hubflow.hubspot.quota.QuotaSettings;
import io.hubflow.hubspot.quota.Timeline;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunForecastTest {
    private static final int PROFESSIONAL = 190;
    private static final int STARTER = 100;
    private static final PortalFacts ENTERABLE = PortalFacts.UNKNOWN.with(PortalFacts.ListJump.ALLOWED);
    private static final PortalFacts UNSEARCHABLE = PortalFacts.UNKNOWN.with(PortalFacts.Search.MISSING);

    private static Conditions conditions(int burstPerTenSeconds) {
        return conditions(burstPerTenSeconds, Machine.INSTANT);
    }

    private static Conditions conditions(int burstPerTenSeconds, Machine machine) {
        var quota = new QuotaSettings(0.95, 0.1, OptionalInt.of(burstPerTenSeconds), 5);
        return new Conditions(new QuotaGovernor(quota, Timeline.system()).model(), Latencies.USUAL, 4, 12, 4, machine);
    }

    private static RoutePlan.Portal portal(int burst, long rows, ListRoute lists) {
        return new RoutePlan.Portal(burst / 10.0, 5, OptionalLong.of(250_000), lists, true, 0, rows);
    }

    private static TypeWork contacts(Step... steps) {
        return new TypeWork("contacts", Arrays.asList(steps), 50, 0, 0, false, false);
    }

    private static RunForecast firstLoad(int burst, long rows, ListRoute lists) {
        return firstLoad(burst, rows, lists, Machine.INSTANT);
    }

    private static RunForecast firstLoad(int burst, long rows, ListRoute lists, Machine machine) {
        var load = new Step.FirstLoad(portal(burst, rows, lists), PortalFacts.UNKNOWN);
        var changes = new Step.Changes(0, 0, false);
        var work =
                load.isOnePass() ? contacts(load, changes) : contacts(load, changes, new Step.Departures(rows, true));
        return RunForecast.of(List.of(work), 9, conditions(burst, machine));
    }

    /** What a simulated portal of this size was seen to take; a list of more than 1,000 records shares its ids with searches. */
    @ParameterizedTest
    @CsvSource({
        // One lane reads the list; up to 500 ids are compared, about 200 by each search.
        "0,      190, WHOLE,    1,   3,   0",
        "50,     190, WHOLE,    1,   3,   0",
        "120,    190, WHOLE,    2,   3,   0",
        "250,    190, WHOLE,    3,   4,   0",
        "400,    190, WHOLE,    4,   5,   0",
        "450,    190, HALVES,   10,  5,   0",
        "450,    190, BATCHES,  5,   5,   5",
        "700,    190, WHOLE,    7,   2,   0",
        "20000,  190, WHOLE,    161, 27,  0",
    })
    void aFirstLoadTakesPagesCutsAndComparisons(
            long rows, int burst, ListRoute lists, long list, long search, long batchRead) {
        assertThat(firstLoad(burst, rows, lists).types().getFirst().calls())
                .isEqualTo(new CallCounts(list, search, batchRead, 0, 0, 0, 0));
    }

    @Test
    void listsTakeTheLargerPartOfAFirstLoadWhereTheTierAllowsMoreOfThem() {
        var starter = firstLoad(STARTER, 100_000, ListRoute.WHOLE);
        var professional = firstLoad(PROFESSIONAL, 100_000, ListRoute.WHOLE);

        var part = listPart(professional) - listPart(starter);
        assertThat(part).isGreaterThan(0.1);
        assertThat(professional.duration()).isLessThan(starter.duration());
    }

    private static double listPart(RunForecast forecast) {
        var calls = forecast.types().getFirst().calls();
        return calls.list() / (double) calls.total();
    }

    @Test
    void theLimitsDecideALargeLoadAndTheAnswersASmallOne() {
        assertThat(firstLoad(PROFESSIONAL, 100_000, ListRoute.WHOLE).binds())
                .isIn(Binding.BURST_LIMIT, Binding.SEARCH_LIMIT);
        assertThat(firstLoad(PROFESSIONAL, 50, ListRoute.WHOLE).binds()).isEqualTo(Binding.LATENCY);
    }

    @Test
    void aSmallLoadLastsAsLongAsItsCallsAfterEachOther() {
        var calls = List.of(new Step.Changes(150, 0, false), new Step.Newest(ListRoute.WHOLE));
        var forecast = RunForecast.of(List.of(contacts(calls.toArray(Step[]::new))), 0, conditions(PROFESSIONAL));

        assertThat(forecast.duration()).isEqualTo(Duration.ofMillis(450 + 250));
    }

    @Test
    void typesAreReadSideBySideAndMoreThanFourWithManyRecordsAfterEachOther() {
        assertThat(five(new Step.ListPass(2_000, 2_000, 1, ListRoute.WHOLE, UNSEARCHABLE)))
                .isEqualTo(Duration.ofMillis(250));
        assertThat(five(new Step.ListPass(200, 200, 2, ListRoute.WHOLE, UNSEARCHABLE)))
                .isEqualTo(Duration.ofMillis(500));
        assertThat(five(new Step.ListPass(2_100, 2_100, 21, ListRoute.WHOLE, UNSEARCHABLE)))
                .isEqualTo(Duration.ofMillis(2 * 21 * 250));
    }

    private static Duration five(Step step) {
        var five = Stream.of("a", "b", "c", "d", "e")
                .map(name -> new TypeWork(name, List.of(step), 50, 0, 0, false, false))
                .toList();
        return RunForecast.of(five, 0, conditions(PROFESSIONAL)).duration();
    }

    @Test
    void changesAreSearchedAndManyOfThemAreSharedOut() {
        assertThat(steps(new Step.Changes(0, 0, false))).isEqualTo(searches(1));
        assertThat(steps(new Step.Changes(401, 0, false))).isEqualTo(searches(3));
        assertThat(steps(new Step.Changes(5_000, 0, false)).search()).isEqualTo(25);
    }

    @Test
    void oneSearchLaneReadsAllChangesByItself() {
        var conditions = conditions(PROFESSIONAL);
        var alone = new Conditions(conditions.quota(), conditions.latencies(), 1, 1, 1, Machine.INSTANT);

        var forecast = RunForecast.of(List.of(contacts(new Step.Changes(5_000, 0, false))), 0, alone);

        assertThat(forecast.types().getFirst().calls()).isEqualTo(searches(25));
    }

    @Test
    void recordsWithANewPropertyAreSearchedAndReadById() {
        assertThat(steps(new Step.Backfill(450))).isEqualTo(new CallCounts(0, 3, 5, 0, 0, 0, 0));
    }

    @Test
    void aPassOverTheListStopsAtItsBudget() {
        assertThat(steps(new Step.ListPass(450, 450, Long.MAX_VALUE, ListRoute.WHOLE, PortalFacts.UNKNOWN)))
                .isEqualTo(new CallCounts(5, 1, 0, 0, 0, 0, 0));
        assertThat(steps(new Step.ListPass(1_000_000, 1_000_000, 1_000, ListRoute.WHOLE, ENTERABLE))
                        .list())
                .isEqualTo(1_000);
    }

    @Test
    void aListThatSearchesDoNotCountTakesNoSearch() {
        assertThat(steps(new Step.ListPass(450, 450, Long.MAX_VALUE, ListRoute.WHOLE, UNSEARCHABLE)))
                .isEqualTo(new CallCounts(5, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aPassOverTheListReadsFactsOfWantedRecordsAlone() {
        var pass = new Step.ListPass(500, 100, Long.MAX_VALUE, ListRoute.WHOLE, PortalFacts.UNKNOWN);
        var work = new TypeWork("contacts", List.of(pass), 50, 0, 0, false, true);

        var calls = RunForecast.of(List.of(work), 0, conditions(PROFESSIONAL))
                .types()
                .getFirst()
                .calls();

        assertThat(calls.list()).isEqualTo(5);
        assertThat(calls.batchRead()).isEqualTo(2);
    }

    @Test
    void factsTakeTheirOwnPages() {
        assertThat(steps(new Step.LoadLinks(2_001)).associations()).isEqualTo(3);
        assertThat(steps(new Step.LoadSplits(201)).batchRead()).isEqualTo(3);
        assertThat(steps(new Step.LoadHistories(101)).batchRead()).isEqualTo(3);
    }

    @Test
    void recordsBringTheirLinksAndHistories() {
        var load = new Step.FirstLoad(portal(PROFESSIONAL, 400, ListRoute.WHOLE), PortalFacts.UNKNOWN);
        var work = new TypeWork("contacts", List.of(load), 50, 2, 1, false, true);

        var calls = RunForecast.of(List.of(work), 0, conditions(PROFESSIONAL))
                .types()
                .getFirst()
                .calls();

        assertThat(calls.associations()).isEqualTo(2);
        assertThat(calls.batchRead()).isEqualTo(8);
    }

    @Test
    void aSlowMachineDecidesTheDurationAndAFastOneAddsNothing() {
        // 100,000 records of 50 columns at 2 ms each are 200 s of one core.
        var slow = firstLoad(new Machine(2, Duration.ZERO, 1_000_000, 20_000, 0));
        var fast = firstLoad(new Machine(2, Duration.ZERO, 1_000, 100, 0));
        var instant = firstLoad(Machine.INSTANT);

        assertThat(slow.duration()).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(110));
        assertThat(slow.binds()).isEqualTo(Binding.MACHINE);
        assertThat(fast.duration()).isCloseTo(instant.duration(), Duration.ofSeconds(1));
        assertThat(fast.binds()).isEqualTo(instant.binds());
    }

    private static RunForecast firstLoad(Machine machine) {
        return firstLoad(PROFESSIONAL, 100_000, ListRoute.WHOLE, machine);
    }

    @Test
    void halfACoreTakesTwiceAsLongAsAWholeOne() {
        var one = new Machine(1, Duration.ZERO, 1_000_000, 20_000, 0);

        var whole = firstLoad(one).duration();
        var half = firstLoad(one.withCores(0.5)).duration();

        assertThat(half.toMillis() / (double) whole.toMillis()).isCloseTo(2, within(0.05));
    }

    @Test
    void aSmallReadingLastsAsLongAsItsAnswerAndTheWorkOnIt() {
        var conditions = conditions(PROFESSIONAL, new Machine(2, Duration.ZERO, 1_000_000, 20_000, 0));

        var forecast = RunForecast.of(List.of(contacts(new Step.Changes(150, 0, false))), 0, conditions);

        assertThat(forecast.duration()).isEqualTo(Duration.ofMillis(450 + 150 * 2));
    }

    @Test
    void theStartOfAProcessIsPaidOnce() {
        var warm = new Machine(1, Duration.ZERO, 1_000_000, 0, 0);
        var cold = new Machine(1, Duration.ofSeconds(3), 1_000_000, 0, 0);

        assertThat(firstLoad(cold).duration().minus(firstLoad(warm).duration()))
                .isCloseTo(Duration.ofSeconds(3), Duration.ofMillis(500));
    }

    @Test
    void linksOfRecordsTakeTheirWorkToo() {
        var conditions = conditions(PROFESSIONAL, new Machine(1, Duration.ZERO, 0, 0, 1_000_000));

        var forecast = RunForecast.of(List.of(contacts(new Step.LoadLinks(1_000))), 0, conditions);

        assertThat(forecast.duration()).isEqualTo(Duration.ofMillis(200 + 1_000));
    }

    private static CallCounts steps(Step... steps) {
        return RunForecast.of(List.of(contacts(steps)), 0, conditions(PROFESSIONAL))
                .types()
                .getFirst()
                .calls();
    }

    private static CallCounts searches(long calls) {
        return new CallCounts(0, calls, 0, 0, 0, 0, 0);
    }
}
