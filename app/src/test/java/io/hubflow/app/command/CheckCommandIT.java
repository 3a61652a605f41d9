package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.ApiSettings.SensitiveReads;
import io.hubflow.simulator.api.TokenGrant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code hubflow check} finds before a sync meets it. */
class CheckCommandIT {
    @TempDir
    Path folder;

    @Test
    void aSensitivePropertyThatIsDefinedButMayNotBeReadIsNamedWithItsScope() throws IOException {
        try (var hubSpot = Simulator.start(
                SimulatorOptions.defaults().withRecords("contacts", 30).withSensitiveReads(SensitiveReads.REFUSED))) {
            hubSpot.grant(new TokenGrant("few", "app", Set.of("crm.objects.contacts.read")));

            var refused = hubflow(hubSpot, "few", "check", "--output", "json");
            var people = hubflow(hubSpot, "few", "check");
            var synced = hubflow(hubSpot, "few", "sync");

            var contacts = refused.json().get("checks").get(1);
            assertThat(contacts.get("name").asText()).isEqualTo("contacts");
            assertThat(contacts.get("ok").asBoolean()).isFalse();
            assertThat(contacts.at("/error/code").asText()).isEqualTo("HUBSPOT_SCOPE_MISSING");
            assertThat(contacts.get("detail").asText())
                    .contains("national_id_number", "crm.objects.contacts.sensitive.read");
            assertThat(people.out())
                    .contains("national_id_number", "crm.objects.contacts.sensitive.read")
                    .doesNotContain("Everything is ready");
            assertThat(synced.out()).contains("national_id_number", "crm.objects.contacts.sensitive.read");
            assertThat(refused.code())
                    .isEqualTo(people.code())
                    .isEqualTo(synced.code())
                    .isEqualTo(1);
            assertThat(hubflow(hubSpot, hubSpot.token(), "check").out()).contains("Everything is ready");
        }
    }

    private CommandLineRun hubflow(Simulator hubSpot, String token, String command, String... more) {
        var arguments = new String[more.length + 5];
        arguments[0] = command;
        arguments[1] = "--objects";
        arguments[2] = "contacts";
        arguments[3] = "--sensitive";
        arguments[4] = "*";
        System.arraycopy(more, 0, arguments, 5, more.length);
        return CommandLineRun.of(
                folder,
                Map.of(
                        "HUBSPOT_ACCESS_TOKEN",
                        token,
                        "HUBFLOW_HUBSPOT_BASE_URL",
                        hubSpot.url().toString()),
                arguments);
    }
}
