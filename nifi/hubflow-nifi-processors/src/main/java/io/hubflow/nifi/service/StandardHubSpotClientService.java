package io.hubflow.nifi.service;

import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.nifi.CanvasText;
import io.hubflow.nifi.api.HubSpotClientService;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnDisabled;
import org.apache.nifi.annotation.lifecycle.OnEnabled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.controller.ConfigurationContext;
import org.apache.nifi.controller.VerifiableControllerService;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.migration.PropertyConfiguration;
import org.jspecify.annotations.Nullable;

/** Holds the one HubSpot client of a node, and with it the quota that all processors of the flow share. Thread-safe. */
@Tags({"hubspot", "crm", "hubflow", "openflow"})
@CapabilityDescription("Makes the calls to one HubSpot portal for all processors that use this service: it holds the "
        + "token, retries failed calls, and stays below HubSpot's burst, search and daily limits, which the"
        + " nodes of a cluster share equally.")
public final class StandardHubSpotClientService extends AbstractControllerService
        implements HubSpotClientService, VerifiableControllerService {
    private volatile @Nullable HubSpotClient client;
    private volatile URI baseUrl = HubSpotSettings.DEFAULT_BASE_URL;
    private volatile PrivacyRules privacy = PrivacyRules.NONE;
    private volatile OptionalInt fixedNodes = OptionalInt.empty();
    private int sharers = 1;
    private @Nullable String portal;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return HubSpotProperties.ALL;
    }

    /** Nothing was renamed yet; the names of the official service are our names. */
    @Override
    public void migrateProperties(PropertyConfiguration config) {
        config.removeProperty("Web Client Service Provider");
    }

    @OnEnabled
    public void open(ConfigurationContext context) {
        var settings = ServiceSettings.of(context);
        baseUrl = settings.baseUrl();
        fixedNodes = ServiceSettings.nodes(context);
        privacy = PrivacySettings.of(context);
        synchronized (this) {
            sharers = 1;
            portal = null;
        }
        client = HubSpotClient.open(settings);
    }

    @OnDisabled
    public void shut() {
        var open = client;
        client = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public HubSpotClient client() {
        var open = client;
        if (open == null) {
            throw new IllegalStateException("the HubSpot service is not enabled");
        }
        shareQuota(open);
        return open;
    }

    @Override
    public synchronized String portal() {
        var known = portal;
        if (known == null) {
            known = baseUrl + " " + portalName();
            portal = known;
        }
        return known;
    }

    /** A key that may not read the account is known by itself: another key of the same portal then counts as another portal. */
    private String portalName() {
        try {
            return Long.toString(client().fetchAccount().portalId());
        } catch (ConnectorException e) {
            return switch (e.code()) {
                case HUBSPOT_SCOPE_MISSING, HUBSPOT_NOT_FOUND, HUBSPOT_REQUEST_REFUSED ->
                    "of service " + getIdentifier();
                default -> throw e;
            };
        }
    }

    /** The cluster may grow and shrink while the service is enabled. A node that is only disconnected goes on calling. */
    private synchronized void shareQuota(HubSpotClient open) {
        var now = fixedNodes.orElseGet(this::clusterNodes);
        if (now != sharers) {
            sharers = now;
            open.shareQuotaAmong(now);
            getLogger().info("HubSpot's quota is shared by {} nodes", now);
        }
    }

    private int clusterNodes() {
        var cluster = getNodeTypeProvider();
        return cluster.isClustered() ? Math.max(1, cluster.getClusterMembers().size()) : 1;
    }

    @Override
    public PrivacyRules privacy() {
        return privacy;
    }

    @Override
    protected Collection<ValidationResult> customValidate(ValidationContext context) {
        return PrivacySettings.problem(context).map(List::of).orElse(List.of());
    }

    @Override
    public URI baseUrl() {
        return baseUrl;
    }

    @Override
    public List<ConfigVerificationResult> verify(
            ConfigurationContext context, ComponentLog log, Map<String, String> variables) {
        var steps = new ArrayList<ConfigVerificationResult>();
        try (var probe = HubSpotClient.open(ServiceSettings.forVerification(context))) {
            steps.add(step("Reach HubSpot and present the token", () -> {
                var account = probe.fetchAccount();
                return "Portal " + account.portalId() + " (" + account.accountType() + ") accepted the token.";
            }));
            if (steps.get(0).getOutcome() == Outcome.SUCCESSFUL) {
                steps.add(ScopeCheck.of(probe));
            }
        } catch (IllegalArgumentException | ConnectorException e) {
            steps.add(result(
                    "Read the settings",
                    Outcome.FAILED,
                    e instanceof ConnectorException failure ? CanvasText.of(failure) : String.valueOf(e.getMessage())));
        }
        return steps;
    }

    private static ConfigVerificationResult step(String name, Supplier<String> work) {
        try {
            return result(name, Outcome.SUCCESSFUL, work.get());
        } catch (ConnectorException e) {
            return result(name, Outcome.FAILED, CanvasText.of(e));
        }
    }

    static ConfigVerificationResult result(String step, Outcome outcome, String explanation) {
        return new ConfigVerificationResult.Builder()
                .verificationStepName(step)
                .outcome(outcome)
                .explanation(explanation)
                .build();
    }
}
