package io.hubflow.nifi.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.HubSpotProcessorProperties;
import io.hubflow.nifi.SourceFlow;
import io.hubflow.nifi.api.HubSpotClientService;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.fault.Trigger;
import io.hubflow.simulator.quota.Verdict.Limit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong while a slice is read: it waits or fails with a reason, and no record is lost or read twice. */
class FetchFailuresIT {
    private static final int CONTACTS = 2_500;

    private SourceFlow flow;

    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults().withRecords(Map.of("contacts", (long) CONTACTS, "deals", 300L)),
                "contacts");
        flow.list().setProperty("Records Per Slice", "1000");
        flow.fetch().setProperty("Records Per FlowFile", "400");
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void aTokenRevokedInTheMiddleCostsNothingOnceItIsMended() throws IOException {
        flow.hand(flow.plan());
        flow.simulator()
                .addFault(FaultRule.always(new Fault.RevokeToken())
                        .on("list", "search")
                        .when(new Trigger.Calls(Set.of(7L))));

        flow.drain();

        assertThat(flow.rows("contacts")).isNotEmpty().hasSizeLessThan(CONTACTS);
        var waiting = flow.retries();
        assertThat(waiting).isNotEmpty().allSatisfy(slice -> {
            assertWaits(slice, "HUBSPOT_TOKEN_REJECTED", "not rotated or revoked");
            assertThat(slice.getAttribute(HubSpotAttributes.ERROR_MESSAGE))
                    .doesNotContain(flow.simulator().token());
        });
        flow.fetch().assertTransferCount(SourceFlow.FAILURE, 0);

        flow.simulator().clearFaults();
        flow.simulator().grant(TokenGrant.unrestricted(flow.simulator().token()));
        flow.hand(waiting);
        flow.drain();

        assertThat(flow.table("contacts").keySet()).isEqualTo(flow.truth("contacts"));
    }

    @Test
    void aSpentDayMakesSlicesWaitAndTheProcessorYield() throws IOException {
        flow.hand(flow.plan());
        flow.simulator().addFault(FaultRule.always(new Fault.RateLimit(Limit.DAILY, OptionalInt.empty())));

        flow.drain();

        assertThat(flow.retries())
                .isNotEmpty()
                .allSatisfy(slice -> assertWaits(slice, "HUBSPOT_DAILY_QUOTA_SPENT", "da"));
        assertThat(flow.rows("contacts")).isEmpty();
        assertThat(((MockProcessContext) flow.fetch().getProcessContext()).isYieldCalled())
                .isTrue();
    }

    @Test
    @Tag("thorough")
    void burst429sAreWaitedOutWithoutAWord() throws IOException {
        flow.simulator()
                .addFault(FaultRule.always(new Fault.RateLimit(Limit.TEN_SECONDLY_ROLLING, OptionalInt.of(1)))
                        .on("list")
                        .atMost(2));

        flow.read(flow.plan());

        assertThat(flow.table("contacts").keySet()).isEqualTo(flow.truth("contacts"));
    }

    @Test
    @Tag("thorough")
    void aStormOf5xxMakesSlicesWaitAndNothingIsHalfRead() throws IOException, InitializationException {
        callWithFewTries(flow.simulator().url());
        flow.hand(flow.plan());
        flow.simulator()
                .addFault(FaultRule.always(new Fault.Refuse(503, Fault.Body.HTML, OptionalInt.empty()))
                        .on("list", "search")
                        .when(new Trigger.Between(5, Long.MAX_VALUE)));

        flow.drain();

        var waiting = flow.retries();
        assertThat(waiting).isNotEmpty().allSatisfy(slice -> assertWaits(slice, "HUBSPOT_UNAVAILABLE", "HTTP 503"));
        flow.simulator().clearFaults();
        flow.hand(waiting);
        flow.drain();
        assertThat(flow.table("contacts").keySet()).isEqualTo(flow.truth("contacts"));
    }

    @Test
    void anAddressWhereNobodyListensMakesSlicesWait() throws IOException, InitializationException {
        flow.hand(flow.plan());
        callWithFewTries(URI.create("http://127.0.0.1:" + closedPort()));

        flow.fetch().run();

        assertThat(flow.retries())
                .singleElement()
                .satisfies(slice -> assertWaits(slice, "HUBSPOT_UNREACHABLE", "base URL"));
    }

    @Test
    @Tag("thorough")
    void aScopeTakenAwayHoldsUpItsOwnTypeAlone() throws IOException {
        flow.list().setProperty("Object Types", "contacts,deals");
        var slices = flow.plan();
        flow.simulator().grant(TokenGrant.scoped(flow.simulator().token(), "crm.objects.contacts.read"));

        flow.hand(slices);
        flow.drain();

        assertThat(flow.retries()).singleElement().satisfies(slice -> {
            slice.assertAttributeEquals(HubSpotAttributes.OBJECT_TYPE, "deals");
            assertWaits(slice, "HUBSPOT_SCOPE_MISSING", "crm.objects.deals.read");
        });
        assertThat(flow.table("contacts").keySet()).isEqualTo(flow.truth("contacts"));
    }

    /** Other slices of the type are read meanwhile. */
    @Test
    void thatArchivedRecordsCannotBeReadIsToldOnce() throws InitializationException {
        var slices = flow.plan();
        var archived = flow.archived(flow.warehouse(), "contacts");
        archived.run();
        for (var slice : slices) {
            flow.simulator()
                    .addFault(FaultRule.always(new Fault.Refuse(403, Fault.Body.JSON, OptionalInt.empty()))
                            .on("list"));
            flow.hand(archived.getFlowFilesForRelationship(SourceFlow.SUCCESS));
            flow.drain();
            flow.simulator().clearFaults();
            flow.hand(List.of(slice));
            flow.drain();
        }

        assertThat(flow.retries()).hasSameSizeAs(slices);
        assertThat(flow.fetch().getLogger().getWarnMessages())
                .singleElement()
                .satisfies(message -> assertThat(message.getMsg()).contains("contacts is tried again later"));
    }

    @Test
    void aTypeThatHubSpotDoesNotKnowFailsWithItsName() {
        var slice = flow.plan().getFirst();
        var content = slice.getContent().replaceAll("\"apiName\":\"[^\"]*\"", "\"apiName\":\"2-99999999\"");
        assertThat(content).contains("2-99999999");

        flow.fetch().enqueue(content.getBytes(StandardCharsets.UTF_8), slice.getAttributes());
        flow.drain();

        assertFails(content, "OBJECT_TYPE_UNKNOWN", "2-99999999");
    }

    @ParameterizedTest
    @Tag("thorough")
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"slice\":{\"kind\":\"SNAPSHOT\"",
                "<html>no slice</html>",
                "{\"slice\":{\"kind\":\"EVERYTHING\",\"objectType\":\"contacts\"}}",
                "{\"_id\":1,\"_updated_at\":\"2026-01-01T00:00:00.000Z\"}"
            })
    void contentThatIsNoSliceFailsUntouched(String content) {
        flow.fetch().enqueue(content);

        flow.drain();

        assertFails(content, "SLICE_UNREADABLE", "ListHubSpotObjects");
    }

    @Test
    void aListThatCannotCallPlansNothingAndForgetsNothing() throws IOException {
        flow.plan();
        var before = flow.list().getStateManager().getState(Scope.CLUSTER).toMap();
        flow.simulator().revoke(flow.simulator().token());

        assertThat(flow.plan()).isEmpty();

        assertThat(flow.list().getStateManager().getState(Scope.CLUSTER).toMap())
                .isEqualTo(before);
        assertThat(flow.list().getLogger().getErrorMessages())
                .anySatisfy(message -> assertThat(message.getMsg()).contains("not rotated or revoked"));
    }

    private static void assertWaits(MockFlowFile slice, String code, String words) {
        slice.assertAttributeEquals(HubSpotAttributes.ERROR_CODE, code);
        assertThat(slice.getAttribute(HubSpotAttributes.ERROR_MESSAGE)).contains(words);
        assertThat(slice.isPenalized()).isTrue();
    }

    private void assertFails(String content, String code, String words) {
        flow.fetch().assertAllFlowFilesTransferred(SourceFlow.FAILURE, 1);
        var failed =
                flow.fetch().getFlowFilesForRelationship(SourceFlow.FAILURE).getFirst();
        failed.assertContentEquals(content);
        failed.assertAttributeEquals(HubSpotAttributes.ERROR_CODE, code);
        assertThat(failed.getAttribute(HubSpotAttributes.ERROR_MESSAGE)).contains(words);
    }

    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void callWithFewTries(URI url) throws InitializationException {
        var impatient = new ImpatientService(url, flow.simulator().token());
        flow.fetch().addControllerService("impatient", impatient);
        flow.fetch().enableControllerService(impatient);
        flow.fetch().setProperty(HubSpotProcessorProperties.HUBSPOT_SERVICE, "impatient");
    }

    /** Gives an outage up after two tries: the real service's eight take most of a minute. */
    private static final class ImpatientService extends AbstractControllerService implements HubSpotClientService {
        @Override
        public PrivacyRules privacy() {
            return PrivacyRules.NONE;
        }

        private final URI url;
        private final HubSpotClient client;

        ImpatientService(URI url, String token) {
            var settings = HubSpotSettings.of(url, new AccessTokens.Static(token));
            this.url = url;
            this.client = HubSpotClient.open(new HubSpotSettings(
                    settings.baseUrl(),
                    settings.dialect(),
                    settings.tokens(),
                    settings.quota(),
                    settings.connectTimeout(),
                    settings.requestTimeout(),
                    2,
                    settings.maxUrlBytes()));
        }

        @Override
        public HubSpotClient client() {
            return client;
        }

        @Override
        public String portal() {
            return url.toString();
        }

        @Override
        public URI baseUrl() {
            return url;
        }
    }
}
