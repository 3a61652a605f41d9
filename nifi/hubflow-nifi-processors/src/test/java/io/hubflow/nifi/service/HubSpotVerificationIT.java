package io.hubflow.nifi.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordState;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.OAuthClient;
import io.hubflow.simulator.api.TokenGrant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.proxy.ProxyConfiguration;
import org.apache.nifi.proxy.ProxyConfigurationService;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.ssl.SSLContextProvider;
import org.apache.nifi.util.MockConfigurationContext;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an administrator reads who verifies the service, and what its properties do. */
class HubSpotVerificationIT {
    private static final String TOKEN = "pat-na1-aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
    private static final String NARROW = "pat-na1-aaaaaaaa-bbbb-cccc-dddd-ffffffffffff";
    private static final String SECRET = "a-client-secret";
    private static final String REFRESH = "a-refresh-token";

    private final TestRunner runner = TestRunners.newTestRunner(NoOpProcessor.class);
    private final StandardHubSpotClientService service = new StandardHubSpotClientService();
    private final Map<PropertyDescriptor, String> properties = new HashMap<>();
    private Simulator simulator;

    @BeforeEach
    void start() throws IOException, InitializationException {
        simulator = Simulator.start(SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 3L))
                .withTokens(List.of(
                        TokenGrant.unrestricted(TOKEN),
                        TokenGrant.scoped(NARROW, "crm.objects.contacts.read", "crm.objects.deals.read")))
                .withOauthClients(List.of(new OAuthClient("an-id", SECRET, REFRESH, Set.of(TokenGrant.ALL_SCOPES)))));
        runner.addControllerService("hubspot", service);
        set(HubSpotProperties.ACCESS_TOKEN, TOKEN);
        set(HubSpotProperties.API_URL, simulator.url().toString());
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void aGoodTokenIsToldByItsPortal() {
        assertThat(verify())
                .allSatisfy(step -> assertThat(step.getOutcome()).isEqualTo(Outcome.SUCCESSFUL))
                .extracting(ConfigVerificationResult::getExplanation)
                .anySatisfy(text -> assertThat(text).contains("4727653"))
                .anySatisfy(text -> assertThat(text).isEqualTo("contacts, companies, deals, tickets can be read."));
    }

    @Test
    void aRevokedTokenFailsWithWhatToDo() {
        simulator.revoke(TOKEN);

        assertThat(onlyFailure())
                .contains("does not accept the access token", "not rotated or revoked")
                .doesNotContain(TOKEN);
    }

    @Test
    void aMissingScopeIsNamedAndTheOthersGoOn() {
        set(HubSpotProperties.ACCESS_TOKEN, NARROW);

        var scopes = verify().getLast();

        assertThat(scopes.getOutcome()).isEqualTo(Outcome.SUCCESSFUL);
        assertThat(scopes.getExplanation())
                .startsWith("contacts, deals can be read.")
                .contains("crm.objects.companies.read", "tickets", "Add the scope to the key");
    }

    @Test
    void aTokenThatCanReadNothingFails() {
        simulator.grant(TokenGrant.scoped(NARROW, "oauth"));
        set(HubSpotProperties.ACCESS_TOKEN, NARROW);

        assertThat(onlyFailure()).contains("No core object type can be read", "crm.objects.contacts.read");
    }

    @Test
    void anAddressThatIsNotHubSpotsFailsWithTheRightOne() throws IOException {
        var elsewhere = server("<html>Welcome</html>", new CopyOnWriteArrayList<>());
        try {
            set(
                    HubSpotProperties.API_URL,
                    "http://127.0.0.1:" + elsewhere.getAddress().getPort());

            assertThat(onlyFailure()).contains("https://api.hubapi.com").doesNotContain(TOKEN);
        } finally {
            elsewhere.stop(0);
        }
    }

    @Test
    void anAddressWhereNobodyListensFailsWithWhatToCheck() throws IOException {
        set(HubSpotProperties.API_URL, "http://127.0.0.1:" + closedPort());

        assertThat(onlyFailure()).contains("refused the connection", "Check the network, the proxy and the base URL");
    }

    @Test
    void anAddressOutOfAnExpressionIsCheckedToo() {
        set(HubSpotProperties.API_URL, "${literal('http://api.hubapi.com')}");

        assertThat(onlyFailure()).contains("may only travel over https");
    }

    @Test
    void anOAuthAppGetsItsAccessTokenByItself() throws InitializationException {
        useOAuth(SECRET);

        assertThat(verify()).allSatisfy(step -> assertThat(step.getOutcome()).isEqualTo(Outcome.SUCCESSFUL));
        runner.setProperty(service, HubSpotProperties.AUTHENTICATION_STRATEGY, "OAUTH_REFRESH_TOKEN");
        runner.enableControllerService(service);
        var contacts = new ListRequest("contacts", PropertySelection.none(), Optional.empty(), 100, RecordState.LIVE);
        assertThat(service.client().listRecords(contacts).records()).hasSize(3);
    }

    @Test
    void aWrongClientSecretFailsWithoutBeingRepeated() {
        useOAuth("another-secret");

        assertThat(onlyFailure())
                .contains("gave no access token", "Check client id and secret")
                .doesNotContain("another-secret")
                .doesNotContain(REFRESH);
    }

    @Test
    void aRevokedRefreshTokenStopsTheCalls() {
        useOAuth(SECRET);
        simulator.revoke(REFRESH);
        runner.enableControllerService(service);

        var failure = catchThrowableOfType(
                ConnectorException.class, () -> service.client().fetchAccount());

        assertThat(failure.code()).isEqualTo(ErrorCode.HUBSPOT_TOKEN_REJECTED);
        assertThat(failure.getMessage()).contains("install the app again").doesNotContain(REFRESH);
    }

    @Test
    void callsGoThroughTheProxyAndTrustTheGivenCertificates() throws IOException, InitializationException {
        var calls = new CopyOnWriteArrayList<String>();
        var proxy = server("{\"portalId\":77,\"accountType\":\"STANDARD\",\"results\":[]}", calls);
        try {
            var certificates = new Certificates();
            add("proxy", new ProxyService(Proxy.Type.HTTP, proxy.getAddress().getPort()), HubSpotProperties.PROXY);
            add("tls", certificates, HubSpotProperties.SSL_CONTEXT);
            set(HubSpotProperties.API_URL, "http://127.0.0.1:" + closedPort());

            assertThat(verify().getFirst().getExplanation()).contains("Portal 77");

            assertThat(calls).isNotEmpty().allSatisfy(url -> assertThat(url).startsWith("http://127.0.0.1:"));
            assertThat(certificates.asked).isTrue();
        } finally {
            proxy.stop(0);
        }
    }

    @Test
    void aSocksProxyIsRefusedInWords() throws InitializationException {
        add("proxy", new ProxyService(Proxy.Type.SOCKS, 1080), HubSpotProperties.PROXY);

        assertThat(onlyFailure()).contains("Choose an HTTP proxy");
    }

    private void useOAuth(String secret) {
        set(HubSpotProperties.AUTHENTICATION_STRATEGY, "OAUTH_REFRESH_TOKEN");
        set(HubSpotProperties.OAUTH_CLIENT_ID, "an-id");
        set(HubSpotProperties.OAUTH_CLIENT_SECRET, secret);
        set(HubSpotProperties.OAUTH_REFRESH_TOKEN, REFRESH);
    }

    private void set(PropertyDescriptor property, String value) {
        properties.put(property, value);
        runner.setProperty(service, property, value);
    }

    private void add(String id, AbstractControllerService other, PropertyDescriptor property)
            throws InitializationException {
        runner.addControllerService(id, other);
        runner.enableControllerService(other);
        set(property, id);
    }

    private List<ConfigVerificationResult> verify() {
        var context = new MockConfigurationContext(
                service, properties, (MockProcessContext) runner.getProcessContext(), Map.of());
        return service.verify(context, runner.getLogger(), Map.of());
    }

    private String onlyFailure() {
        var failed = verify().stream()
                .filter(step -> step.getOutcome() == Outcome.FAILED)
                .toList();
        assertThat(failed).hasSize(1);
        return failed.getFirst().getExplanation();
    }

    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static HttpServer server(String body, List<String> calls) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            calls.add(exchange.getRequestURI().toString());
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static final class ProxyService extends AbstractControllerService implements ProxyConfigurationService {
        private final Proxy.Type type;
        private final int port;

        ProxyService(Proxy.Type type, int port) {
            this.type = type;
            this.port = port;
        }

        @Override
        public ProxyConfiguration getConfiguration() {
            var configuration = new ProxyConfiguration();
            configuration.setProxyType(type);
            configuration.setProxyServerHost("127.0.0.1");
            configuration.setProxyServerPort(port);
            return configuration;
        }
    }

    /** What Java trusts, and whether it was asked for. */
    private static final class Certificates extends AbstractControllerService implements SSLContextProvider {
        private boolean asked;

        @Override
        public SSLContext createContext() {
            asked = true;
            try {
                return SSLContext.getDefault();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Optional<X509ExtendedKeyManager> createKeyManager() {
            return Optional.empty();
        }

        @Override
        public X509TrustManager createTrustManager() {
            throw new UnsupportedOperationException("only the context is used");
        }
    }
}
