package io.hubflow.service.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.engine.progress.ObjectProgress;
import io.hubflow.engine.progress.RunProgress;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.service.portal.PortalPlan;
import io.hubflow.service.schedule.LagBound;
import io.hubflow.service.schedule.Never;
import io.hubflow.service.schedule.ScheduleRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The first load of two object types, of which one is done. */
class ObjectStatusesTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

    private final RunProgress run = new RunProgress(() -> 0);

    ObjectStatusesTest() {
        for (var type : List.of("companies", "contacts")) {
            run.phaseStarted(type, SyncListener.Phase.SNAPSHOT, OptionalLong.of(300));
            run.rowsRead(type, 300);
            run.rowsCommitted(type, 300, 0, 0);
        }
    }

    @Test
    void whatIsLoadedWhileOthersStillAreKeepsItsRows() {
        run.objectFinished(report(Optional.empty()));

        var companies = companies();
        assertThat(companies.rows()).isEqualTo(300);
        assertThat(companies.health()).isEqualTo(Health.LOADING);
        assertThat(companies.progress()).isEmpty();
    }

    @Test
    void whatFailedIsToldWhileOthersAreLoaded() {
        run.objectFinished(report(Optional.of(
                new ConnectorException(ErrorCode.HUBSPOT_SCOPE_MISSING, "It failed.", "Nothing.", "Add the scope."))));

        assertThat(companies().health()).isEqualTo(Health.FAILING);
        assertThat(companies().problem())
                .hasValueSatisfying(problem -> assertThat(problem.action()).isEqualTo("Add the scope."));
    }

    private ObjectStatus companies() {
        var progress =
                run.snapshot().stream().collect(Collectors.toMap(ObjectProgress::objectType, Function.identity()));
        var types = List.of("companies", "contacts");
        var plan = new PortalPlan(
                List.of(new PortalPlan.Job("sync", List.of(), new Never())),
                new Never(),
                ScheduleRules.DEFAULT,
                new LagBound.Fixed(Duration.ofHours(1)));
        return new ObjectStatuses(
                        DestinationStatus.NOTHING,
                        Recorded.NOTHING,
                        progress,
                        Map.of(),
                        new ConfiguredTypes(types, List.of()),
                        plan,
                        NOW,
                        0)
                .all()
                .getFirst();
    }

    private static ObjectReport report(Optional<ConnectorException> error) {
        return new ObjectReport(
                "companies",
                ObjectReport.Mode.SNAPSHOT,
                300,
                300,
                0,
                0,
                0,
                CallCounts.ZERO,
                Duration.ofSeconds(2),
                List.of(),
                error);
    }
}
