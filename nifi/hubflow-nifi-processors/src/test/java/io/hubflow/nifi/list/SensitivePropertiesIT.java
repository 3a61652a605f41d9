package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import io.hubflow.nifi.SourceFlow;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.ApiSettings.SensitiveReads;
import io.hubflow.simulator.api.TokenGrant;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A sensitive property that HubSpot lists and does not let the token read stops nothing but itself. */
class SensitivePropertiesIT {
    private static final String SENSITIVE = "national_id_number";

    private SourceFlow flow;

    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults()
                        .withRecords(Map.of("contacts", 600L))
                        .withSensitiveReads(SensitiveReads.REFUSED),
                "contacts");
        flow.list().setProperty("Sensitive Properties", "*");
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void withoutAnAdministratorsWordNoSensitivePropertyIsRead() {
        flow.list().removeProperty("Sensitive Properties");

        flow.load(flow.plan());

        assertThat(flow.warehouse().ids("contacts")).isEqualTo(flow.truth("contacts"));
        assertThat(columns()).isNotEmpty().doesNotContain(SENSITIVE);
    }

    @Test
    void onePropertyThatMayNotBeReadIsLeftOutAndNamedAndReadOnceItMayBe() {
        takeTheScopeAway();

        flow.load(flow.plan());

        assertThat(flow.warehouse().ids("contacts")).isEqualTo(flow.truth("contacts"));
        assertThat(columns()).isNotEmpty().doesNotContain(SENSITIVE);
        assertThat(warnings(flow.list()))
                .anySatisfy(warning -> assertThat(warning)
                        .contains(SENSITIVE, "crm.objects.contacts.sensitive.read", "left out")
                        .doesNotContain("hubflow sync"));

        flow.simulator().grant(TokenGrant.unrestricted(flow.simulator().token()));
        flow.load(flow.plan());

        assertThat(columns()).contains(SENSITIVE);
        assertThat(values()).isPositive();
    }

    @Test
    void slicesOnTheirWayAreReadWithoutAPropertyWhoseScopeIsTakenAway() {
        flow.load(flow.plan());
        var before = values();
        assertThat(before).isPositive();
        flow.list().setProperty("Refresh Policy", "ALWAYS");
        var slices = flow.plan();
        takeTheScopeAway();

        flow.load(slices);

        assertThat(warnings(flow.fetch()))
                .anySatisfy(warning -> assertThat(warning).contains(SENSITIVE, "left out"));
        assertThat(flow.warehouse().unread())
                .last()
                .satisfies(unread -> assertThat(unread).contains(SENSITIVE));
    }

    private void takeTheScopeAway() {
        flow.simulator()
                .grant(TokenGrant.scoped(
                        flow.simulator().token(),
                        "crm.objects.contacts.read",
                        "crm.schemas.contacts.read",
                        "crm.objects.owners.read"));
    }

    private List<String> columns() {
        return flow.warehouse().columns("contacts").stream().map(Column::name).toList();
    }

    private long values() {
        var column = columns().indexOf(SENSITIVE);
        return flow.warehouse().ids("contacts").stream()
                .filter(id -> flow.warehouse().value("contacts", id, column) != null)
                .count();
    }

    private static List<String> warnings(TestRunner runner) {
        return runner.getLogger().getWarnMessages().stream()
                .map(message -> message.getMsg())
                .toList();
    }
}
