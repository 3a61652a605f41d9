package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.Sources;
import io.hubflow.app.secret.Redactor;
import io.hubflow.hubspot.HubSpotClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which portals of a service share a client, and with it the governor that keeps them under HubSpot's limits. */
class PortalClientsTest {
    @TempDir
    Path folder;

    private final PortalClients clients = new PortalClients();

    @Test
    void portalsWithOneTokenShareOneGovernorAndOthersHaveTheirOwn() throws IOException {
        var portals = portals();

        var contacts = clientOf(portals, "contacts");
        var deals = clientOf(portals, "deals");
        var other = clientOf(portals, "other");

        assertThat(deals).isSameAs(contacts);
        assertThat(other).isNotSameAs(contacts);
    }

    @Test
    void aSharedClientStaysOpenUntilItsLastPortalGivesItBack() throws IOException {
        var portals = portals();
        var shared = clientOf(portals, "contacts");
        clientOf(portals, "deals");

        clients.release(shared);
        assertThat(clientOf(portals, "deals")).isSameAs(shared);
        clients.release(shared);
        assertThatCode(() -> clients.release(shared)).doesNotThrowAnyException();
    }

    private HubSpotClient clientOf(Map<String, Configuration> portals, String portal) {
        return clients.of(Objects.requireNonNull(portals.get(portal), portal));
    }

    private Map<String, Configuration> portals() throws IOException {
        Files.writeString(folder.resolve("hubflow.yaml"), """
                hubspot: {access-token: "${env:SHARED_TOKEN}"}
                portals:
                  contacts: {object-types: [contacts], duckdb: {path: contacts.duckdb}}
                  deals: {object-types: [deals], duckdb: {path: deals.duckdb}}
                  other: {hubspot: {access-token: "${env:OTHER_TOKEN}"}, duckdb: {path: other.duckdb}}
                """);
        var environment = Map.of("SHARED_TOKEN", "pat-na1-shared", "OTHER_TOKEN", "pat-na1-other");
        return Configuration.loadPortals(new Sources(environment, folder, InstantSource.system(), new Redactor()));
    }
}
