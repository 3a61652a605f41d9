package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.Sources;
import io.hubflow.app.secret.Redactor;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.quota.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Portals of a service with different tokens of one HubSpot account. */
class PortalClientsIT {
    @TempDir
    Path folder;

    @Test
    void tokensOfOneAccountCountTheirDayTogetherAsSoonAsHubSpotHasToldTheAccount() throws IOException {
        var options = SimulatorOptions.defaults().withRecords("companies", 5).withTier(Tier.PROFESSIONAL);
        try (var hubSpot = Simulator.start(options)) {
            hubSpot.grant(new TokenGrant("pat-na1-one-1", "1001", Set.of(TokenGrant.ALL_SCOPES)));
            hubSpot.grant(new TokenGrant("pat-na1-two-2", "1002", Set.of(TokenGrant.ALL_SCOPES)));
            var clients = new PortalClients();
            var portals = portals(hubSpot);
            try (var one = clientOf(clients, portals, "one");
                    var two = clientOf(clients, portals, "two");
                    var run = two.forRun()) {
                one.fetchAccount();
                run.fetchAccount();
                one.fetchOwners();
                one.fetchOwners();

                assertThat(one.quota().dailyRemaining()).isPresent();
                assertThat(two.quota().dailyRemaining()).isEqualTo(one.quota().dailyRemaining());
                assertThat(two.quota().burstUsed())
                        .as("the burst is each token's own")
                        .isEqualTo(1);
            }
        }
    }

    private static HubSpotClient clientOf(PortalClients clients, Map<String, Configuration> portals, String portal) {
        return clients.of(Objects.requireNonNull(portals.get(portal), portal));
    }

    private Map<String, Configuration> portals(Simulator hubSpot) throws IOException {
        Files.writeString(folder.resolve("hubflow.yaml"), """
                hubspot: {base-url: %s}
                portals:
                  one: {hubspot: {access-token: "${env:ONE_TOKEN}"}, duckdb: {path: one.duckdb}}
                  two: {hubspot: {access-token: "${env:TWO_TOKEN}"}, duckdb: {path: two.duckdb}}
                """.formatted(hubSpot.url()));
        var environment = Map.of("ONE_TOKEN", "pat-na1-one-1", "TWO_TOKEN", "pat-na1-two-2");
        return Configuration.loadPortals(new Sources(environment, folder, InstantSource.system(), new Redactor()));
    }
}
