package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.quota.QuotaSettings;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.OAuthClient;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.fault.Trigger;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.quota.Verdict.Limit;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The client against a portal that answers like HubSpot, and fails like it. */
final class SimulatorIT {
    private static final PropertySelection SOME =
            PropertySelection.of(List.of("email", "firstname", "lastmodifieddate", "hs_object_id"));
    private static final SimulatorOptions CONTACTS = SimulatorOptions.defaults().withRecords("contacts", 730);

    @ParameterizedTest
    @EnumSource(ApiDialect.class)
    void readsTheSameRecordsByListSearchAndBatchInEveryDialect(ApiDialect dialect) throws IOException {
        try (var simulator = Simulator.start(CONTACTS);
                var client = client(simulator, dialect, new AccessTokens.Static(simulator.token()))) {
            var truth = simulator.records("contacts").stream()
                    .map(row -> row.id() + " " + row.properties().get("email"))
                    .toList();

            var listed = list(client);
            var searched = new ArrayList<HubSpotRecord>();
            Optional<String> after = Optional.empty();
            do {
                var page = client.searchRecords(new SearchRequest(
                        "contacts", List.of(), Optional.of(SearchSort.ascending("hs_object_id")), SOME, after, 200));
                assertThat(page.total()).hasValue(730);
                searched.addAll(page.records());
                after = page.nextAfter();
            } while (after.isPresent());
            var ids = listed.subList(0, 99).stream().map(HubSpotRecord::id).toList();
            var withStranger = Stream.concat(ids.stream(), Stream.of(4L)).toList();
            var batch = client.batchRead("contacts", SOME, withStranger, RecordState.LIVE);

            assertThat(texts(listed)).isEqualTo(truth);
            assertThat(texts(searched)).isEqualTo(truth);
            assertThat(texts(batch.records())).hasSize(99).isSubsetOf(truth);
            assertThat(batch.missingIds()).containsExactly(4L);
            assertThat(client.fetchProperties("contacts")).hasSizeGreaterThan(300);
            assertThat(client.fetchOwners()).isNotEmpty();
            assertThat(client.fetchPipelines("deals")).isNotEmpty();
            assertThat(client.fetchAccount().portalId())
                    .isEqualTo(simulator.options().portalId());
            assertThat(client.fetchSchemas()).isNotNull();
            assertThat(Duration.between(client.serverNow(), Instant.now()).abs())
                    .isLessThan(Duration.ofMinutes(1));
        }
    }

    static Stream<Fault> passingFaults() {
        return Stream.of(
                new Fault.Refuse(423, Fault.Body.JSON, OptionalInt.empty()),
                new Fault.Refuse(477, Fault.Body.JSON, OptionalInt.of(1)),
                new Fault.Refuse(500, Fault.Body.JSON, OptionalInt.empty()),
                new Fault.Refuse(502, Fault.Body.HTML, OptionalInt.empty()),
                new Fault.Refuse(503, Fault.Body.TEXT, OptionalInt.of(1)),
                new Fault.Refuse(504, Fault.Body.HTML, OptionalInt.empty()),
                new Fault.Refuse(521, Fault.Body.HTML, OptionalInt.empty()),
                new Fault.Refuse(524, Fault.Body.TEXT, OptionalInt.empty()),
                new Fault.Refuse(403, Fault.Body.HTML, OptionalInt.empty()),
                new Fault.RateLimit(Limit.SECONDLY, OptionalInt.empty()),
                new Fault.RateLimit(Limit.TEN_SECONDLY_ROLLING, OptionalInt.of(1)),
                new Fault.HtmlInsteadOfJson(),
                new Fault.InvalidJson(),
                new Fault.CutShort(),
                new Fault.Slow(Duration.ofMillis(100)),
                new Fault.Stall(),
                new Fault.Reset());
    }

    @ParameterizedTest
    @MethodSource("passingFaults")
    void everyRecordArrivesThoughACallFails(Fault fault) throws IOException {
        // Good answers that take longer on a slow machine are only asked for again.
        var patience = fault instanceof Fault.Stall ? Duration.ofSeconds(2) : Clients.PATIENCE;
        try (var simulator = Simulator.start(CONTACTS);
                var client =
                        client(simulator, ApiDialect.V2026_09, new AccessTokens.Static(simulator.token()), patience)) {
            simulator.addFault(FaultRule.always(fault).on("list").when(new Trigger.Calls(Set.of(3L))));

            assertThat(list(client)).hasSize(730);
            assertThat(simulator.faults().getFirst().strikes()).isEqualTo(1);
        }
    }

    @Test
    void everyRecordArrivesThoughAllFaultsComeAtRandomFromTheFirstCallOn() throws IOException {
        try (var simulator = Simulator.start(CONTACTS);
                var client = client(simulator, new AccessTokens.Static(simulator.token()))) {
            var seed = 7;
            for (var fault : List.of(
                    new Fault.Refuse(502, Fault.Body.HTML, OptionalInt.empty()),
                    new Fault.HtmlInsteadOfJson(),
                    new Fault.InvalidJson(),
                    new Fault.CutShort(),
                    new Fault.Reset())) {
                simulator.addFault(FaultRule.withProbability(fault, 0.08, seed++));
            }

            assertThat(list(client)).hasSize(730);
            assertThat(client.fetchProperties("contacts")).hasSizeGreaterThan(300);
        }
    }

    @Test
    void aSpentDayEndsTheWorkAtOnce() throws IOException {
        try (var simulator = Simulator.start(CONTACTS);
                var client = client(simulator, new AccessTokens.Static(simulator.token()))) {
            simulator.addFault(FaultRule.always(new Fault.RateLimit(Limit.DAILY, OptionalInt.empty())));

            assertFails(() -> list(client), ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT);
            assertFails(() -> list(client), ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT);
            assertThat(simulator.stats().withStatus(429)).isEqualTo(1);
        }
    }

    @Test
    void refusalsHaveTheirCodes() throws IOException {
        var scoped = SimulatorOptions.defaults()
                .withRecords("contacts", 1)
                .withTokens(List.of(TokenGrant.scoped("pat-na1-scoped", "crm.objects.companies.read")));
        try (var simulator = Simulator.start(scoped);
                var client = client(simulator, new AccessTokens.Static("pat-na1-scoped"));
                var stranger = client(simulator, new AccessTokens.Static("pat-na1-unknown"));
                var malformed = client(simulator, new AccessTokens.Static("not;a;token"))) {
            assertThat(assertFails(() -> list(client), ErrorCode.HUBSPOT_SCOPE_MISSING))
                    .contains("crm.objects.contacts.read");
            assertFails(() -> client.fetchPipelines("widgets"), ErrorCode.OBJECT_TYPE_UNKNOWN);
            assertFails(() -> client.fetchPipelines("0-9999"), ErrorCode.OBJECT_TYPE_UNKNOWN);
            assertFails(() -> list(stranger), ErrorCode.HUBSPOT_TOKEN_REJECTED);
            assertFails(() -> list(malformed), ErrorCode.HUBSPOT_TOKEN_REJECTED);
        }
    }

    @Test
    void aTokenRevokedOnTheWayIsReported() throws IOException {
        try (var simulator = Simulator.start(CONTACTS);
                var client = client(simulator, new AccessTokens.Static(simulator.token()))) {
            simulator.addFault(FaultRule.once(new Fault.RevokeToken()).when(new Trigger.Calls(Set.of(3L))));

            assertFails(() -> list(client), ErrorCode.HUBSPOT_TOKEN_REJECTED);
        }
    }

    @Test
    void anOAuthTokenThatExpiresOnTheWayIsRenewed() throws IOException {
        var options = CONTACTS.withVirtualClock(Instant.parse("2026-11-02T10:00:00Z"))
                .withOauthClients(List.of(new OAuthClient("app", "secret", "refresh", Set.of(TokenGrant.ALL_SCOPES))));
        var app = new AccessTokens.OAuthRefresh("app", "secret", "refresh", Duration.ofSeconds(60));
        try (var simulator = Simulator.start(options);
                var client = client(simulator, app)) {
            assertThat(list(client)).hasSize(730);
            simulator.advance(Duration.ofMinutes(31)); // the client's own clock does not know
            assertThat(list(client)).hasSize(730);

            assertThat(client.callCounts("oauth").total()).isEqualTo(2);
            assertThat(simulator.stats().withStatus(401)).isEqualTo(1);
            assertThat(client.serverNow()).isAfter(Instant.parse("2026-11-02T10:30:59Z"));
        }
    }

    private static List<HubSpotRecord> list(HubSpotClient client) {
        var records = new ArrayList<HubSpotRecord>();
        Optional<String> after = Optional.empty();
        do {
            var page = client.listRecords(new ListRequest("contacts", SOME, after, 100, RecordState.LIVE));
            records.addAll(page.records());
            after = page.nextAfter();
        } while (after.isPresent());
        return records;
    }

    private static List<String> texts(List<HubSpotRecord> records) {
        return records.stream()
                .map(record -> record.id() + " " + record.value(0))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(ApiDialect.class)
    void readsEveryPageOfLinksInEveryDialect(ApiDialect dialect) throws IOException {
        var options = SimulatorOptions.defaults().withRecords("contacts", 700).withRecords("companies", 3);
        try (var simulator = Simulator.start(options);
                var client = client(simulator, dialect, new AccessTokens.Static(simulator.token()))) {
            var companies =
                    simulator.records("companies").stream().map(row -> row.id()).toList();
            var contacts =
                    simulator.records("contacts").stream().map(row -> row.id()).toList();
            for (var contact : contacts) {
                simulator.mutate(new Mutation.Associate("contacts", contact, "companies", companies.getFirst()));
            }

            var first = client.associations()
                    .batchRead(
                            "companies",
                            "contacts",
                            companies.stream().map(AssociationInput::first).toList());
            var found = new TreeSet<Long>();
            var many = first.linked().stream()
                    .filter(one -> one.fromId() == companies.getFirst())
                    .findFirst()
                    .orElseThrow();
            many.links().forEach(link -> found.add(link.toId()));
            assertThat(many.nextAfter()).isPresent();
            var rest = client.associations()
                    .batchRead(
                            "companies",
                            "contacts",
                            List.of(new AssociationInput(
                                    companies.getFirst(), many.nextAfter().orElseThrow())));
            rest.linked().getFirst().links().forEach(link -> found.add(link.toId()));

            assertThat(found).containsExactlyElementsOf(contacts);
            assertThat(rest.linked().getFirst().nextAfter()).isEmpty();
            assertThat(first.linked().size() + first.unlinked().size()).isEqualTo(3);
            assertThat(client.associations().fetchTypes("companies", "contacts"))
                    .anyMatch(type -> type.category().equals("HUBSPOT_DEFINED") && type.typeId() > 0);
        }
    }

    private static HubSpotClient client(Simulator simulator, AccessTokens tokens) {
        return client(simulator, ApiDialect.V2026_09, tokens);
    }

    private static HubSpotClient client(Simulator simulator, ApiDialect dialect, AccessTokens tokens) {
        return client(simulator, dialect, tokens, Clients.PATIENCE);
    }

    private static HubSpotClient client(
            Simulator simulator, ApiDialect dialect, AccessTokens tokens, Duration patience) {
        return HubSpotClient.open(new HubSpotSettings(
                simulator.url(), dialect, tokens, QuotaSettings.DEFAULT, patience, patience, 8, 8_000));
    }

    private static String assertFails(Runnable action, ErrorCode code) {
        var message = new String[] {""};
        assertThatThrownBy(action::run).isInstanceOfSatisfying(ConnectorException.class, failure -> {
            assertThat(failure.code()).isEqualTo(code);
            message[0] = failure.getMessage();
        });
        return message[0];
    }
}
