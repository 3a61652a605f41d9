package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Date header that lies, in one run or in many, makes no change be skipped. */
final class WrongClockIT {
    private static Bench contacts() {
        return new Bench(Bench.portal("contacts", 700), "contacts")
                .selecting("email", "lastmodifieddate", "city")
                .refreshing(RefreshPolicy.NEVER)
                .settling(Duration.ZERO);
    }

    private static void edit(Bench bench, long seed) {
        bench.hubSpot.mutate(new Mutation.Update("contacts", Target.random(40, seed), List.of("city"), Map.of()));
        bench.hubSpot.mutate(new Mutation.Create("contacts", 5, Map.of()));
    }

    private static ObjectState state(Bench bench) {
        return bench.table.loadCheckpoints().stream()
                .filter(checkpoint -> checkpoint.stream().equals("contacts"))
                .map(checkpoint -> StateCodec.read("contacts", checkpoint.state(), ObjectState.class))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P1D", "-P1D", "PT11M", "-PT3H"})
    void aProxyWhoseClockIsWrongForOneRunMakesNoLaterRunSkipAChange(String ahead) {
        try (var bench = contacts()) {
            bench.syncWell();
            bench.hubSpot.addFault(FaultRule.always(new Fault.WrongDate(Duration.parse(ahead))));
            edit(bench, 1);
            bench.syncWell();
            bench.requireEqual("contacts");
            assertThat(Instant.ofEpochMilli(state(bench).cursorMillis())).isBeforeOrEqualTo(Instant.now());
            assertThat(bench.notices)
                    .filteredOn(notice -> notice.startsWith("clock: "))
                    .hasSize(1);

            bench.hubSpot.clearFaults();
            edit(bench, 2);
            bench.syncWell();

            bench.requireEqual("contacts");
        }
    }

    @Test
    void aFirstLoadUnderAWrongClockIsFollowedByEveryChange() {
        try (var bench = contacts()) {
            bench.hubSpot.addFault(FaultRule.always(new Fault.WrongDate(Duration.ofDays(2))));
            bench.syncWell();
            bench.hubSpot.clearFaults();
            edit(bench, 3);

            bench.syncWell();

            bench.requireEqual("contacts");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT1H50M", "-P303D"})
    void aPropertyThatIsTakenInLaterIsFilledInAlsoWhileOneClockIsBehind(String behind) {
        try (var bench = new Bench(Bench.portal("contacts", 300), "contacts")
                .selecting("email")
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.hubSpot.addFault(FaultRule.always(new Fault.WrongDate(Duration.parse(behind))));

            bench.selecting("email", "city").syncWell();

            bench.requireEqual("contacts");
            assertThat(bench.values("contacts", "city")).isPositive();
        }
    }

    @Test
    void whatARefreshFindsIsWrittenAlsoWhileOneClockIsBehind() {
        try (var bench = new Bench(Bench.portal("contacts", 300), "contacts").refreshing(RefreshPolicy.ALWAYS)) {
            bench.syncWell();
            bench.hubSpot.addFault(FaultRule.always(new Fault.WrongDate(Duration.ofDays(-1))));
            bench.hubSpot.mutate(new Mutation.Recalculate("contacts", Target.random(60, 5), List.of(), Map.of()));

            bench.syncWell();

            bench.requireEqual("contacts");
        }
    }

    @Test
    void aRecordThatIsDeletedWhileOneClockIsBehindIsMarked() {
        try (var bench = contacts()) {
            bench.hubSpot.addFault(FaultRule.always(new Fault.WrongDate(Duration.ofDays(-90))));
            edit(bench, 9);
            bench.syncWell();
            var erased = bench.hubSpot
                    .mutate(new Mutation.GdprDelete("contacts", Target.random(3, 7)))
                    .ids();

            bench.syncWell();

            bench.requireDepartures("contacts");
            assertThat(erased).hasSize(3);
        }
    }

    /** Without a Date header this machine's clock is used, which is ahead of this portal's. */
    @Test
    void rowsThatWereReadUnderAClockAheadOfHubSpotFollowLaterEdits() {
        var options =
                Bench.portal("contacts", 300).withVirtualClock(Instant.now().minus(Duration.ofMinutes(4)));
        try (var bench = new Bench(options, "contacts")
                .selecting("email", "lastmodifieddate", "city")
                .refreshing(RefreshPolicy.NEVER)) {
            bench.hubSpot.addFault(FaultRule.always(new Fault.MissingDate()));
            bench.syncWell();
            bench.hubSpot.clearFaults();
            edit(bench, 8);

            bench.syncWell();

            bench.requireEqual("contacts");
        }
    }

    @Test
    void aStateThatAnOlderVersionLeftInTheFutureIsMendedAndSaidSo() {
        try (var bench = contacts()) {
            bench.syncWell();
            moveADayAhead(bench);
            edit(bench, 4);
            bench.hubSpot.mutate(new Mutation.Recalculate("contacts", Target.random(60, 5), List.of(), Map.of()));

            bench.syncWell();

            assertThat(bench.notices).anyMatch(notice -> notice.contains("lies in the future"));
            bench.requireEqual("contacts");
            edit(bench, 6);
            bench.notices.clear();
            bench.syncWell();
            bench.requireEqual("contacts");
            assertThat(bench.notices).isEmpty();
        }
    }

    private static void moveADayAhead(Bench bench) {
        var state = state(bench);
        var day = Duration.ofDays(1).toMillis();
        bench.table.rewriteStates(checkpoint -> !checkpoint.stream().equals("contacts")
                ? checkpoint
                : new Checkpoint(
                        checkpoint.stream(),
                        checkpoint.sequence(),
                        checkpoint
                                .state()
                                .replace("\"clock_checked\":true", "\"clock_checked\":false")
                                .replace(":" + state.cursorMillis(), ":" + (state.cursorMillis() + day))
                                .replace(":" + state.fastMarkMillis(), ":" + (state.fastMarkMillis() + day))));
        assertThat(state(bench).cursorMillis()).isEqualTo(state.cursorMillis() + day);
    }

    @Test
    void answersWithoutADateAreToldOnce() {
        try (var bench = contacts()) {
            bench.hubSpot.addFault(FaultRule.always(new Fault.MissingDate()));
            bench.syncWell();

            assertThat(bench.notices)
                    .containsOnlyOnce(
                            "clock: HubSpot's answers carry no readable Date header, so this machine's clock is used. Look at the proxy"
                                    + " that removes it, and see that this machine's clock is right.");
            bench.requireEqual("contacts");
        }
    }
}
