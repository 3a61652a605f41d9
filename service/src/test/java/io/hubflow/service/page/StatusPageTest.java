package io.hubflow.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.service.status.Health;
import io.hubflow.service.status.ObjectStatus;
import io.hubflow.service.status.PortalStatus;
import io.hubflow.service.status.Problem;
import io.hubflow.service.status.RunSummary;
import io.hubflow.service.status.ServiceStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusPageTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

    @Test
    void onePortalIsNotNamed() {
        assertThat(verdict(portal("main", object("contacts", Health.FRESH)))).isEqualTo("Everything is fresh");
        assertThat(verdict(portal("main", object("contacts", Health.FAILING), object("deals", Health.LATE))))
                .isEqualTo("contacts is failing");
        assertThat(verdict(failed("main", object("contacts", Health.FAILING)))).isEqualTo("The last run failed");
    }

    @Test
    void whatIsNotLoadedYetIsNamedBesideWhatIs() {
        assertThat(verdict(portal("main", object("contacts", Health.FRESH), object("tickets", Health.WAITING))))
                .isEqualTo("tickets is not loaded yet");
        assertThat(verdict(portal("main", object("contacts", Health.WAITING)))).isEqualTo("Nothing is loaded yet");
    }

    @Test
    void everyKindOfTroubleIsNamedWithItsPortal() {
        assertThat(verdict(
                        failed("asia", object("contacts", Health.FAILING)),
                        portal("america", object("companies", Health.FAILING), object("deals", Health.FRESH)),
                        portal("europe", object("companies", Health.DIFFERENT), object("deals", Health.DIFFERENT))))
                .isEqualTo("asia failed; companies of america is failing;"
                        + " companies of europe and deals of europe differ from HubSpot");
    }

    @Test
    void manyAreCounted() {
        var late = new PortalStatus[5];
        Arrays.setAll(late, i -> portal("portal" + i, object("contacts", Health.LATE)));
        assertThat(verdict(late)).isEqualTo("5 object types are late");

        var failed = new PortalStatus[4];
        Arrays.setAll(failed, i -> failed("portal" + i, object("contacts", Health.FAILING)));
        assertThat(verdict(failed)).isEqualTo("4 portals failed");
    }

    @Test
    void aRunThatBroughtSomeObjectTypesFailedInPart() {
        assertThat(Words.status(run("failed", "failed", "succeeded"))).isEqualTo("Failed in part");
        assertThat(Words.status(run("failed", "failed", "failed"))).isEqualTo("Failed");
        assertThat(Words.status(run("incomplete", "incomplete", "succeeded"))).isEqualTo("Incomplete");
    }

    private static RunSummary run(String status, String... lines) {
        return new RunSummary(
                "20261128-100000-abcd",
                NOW,
                Optional.of(NOW),
                status,
                0,
                0,
                0,
                Arrays.stream(lines)
                        .map(line -> new RunSummary.Line("contacts", line, 0, 0, 0, 0, 0, 0, "", "", List.of()))
                        .toList());
    }

    private static String verdict(PortalStatus... portals) {
        return new StatusPage(ServiceStatus.of("1", NOW, NOW, List.of(portals))).verdict();
    }

    private static PortalStatus portal(String name, ObjectStatus... objects) {
        return status(name, Optional.empty(), objects);
    }

    private static PortalStatus failed(String name, ObjectStatus... objects) {
        return status(
                name,
                Optional.of(new Problem("HUBSPOT_UNREACHABLE", "HubSpot does not answer.", "", "", NOW)),
                objects);
    }

    private static PortalStatus status(String name, Optional<Problem> problem, ObjectStatus... objects) {
        var health = Arrays.stream(objects)
                .map(ObjectStatus::health)
                .max(Health::compareTo)
                .orElseThrow();
        return new PortalStatus(
                name,
                name + ".duckdb",
                health,
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                "",
                problem,
                List.of(objects),
                List.of(),
                new PortalStatus.QuotaStatus(
                        Optional.empty(),
                        0,
                        5,
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        Optional.empty()),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new PortalStatus.VerificationStatus("", Optional.empty(), Optional.empty()),
                List.of(),
                List.of());
    }

    private static ObjectStatus object(String objectType, Health health) {
        return new ObjectStatus(
                objectType,
                health,
                10,
                Optional.of(NOW),
                Optional.of(NOW),
                Optional.of(0L),
                health == Health.LATE,
                Optional.empty(),
                "succeeded",
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}
