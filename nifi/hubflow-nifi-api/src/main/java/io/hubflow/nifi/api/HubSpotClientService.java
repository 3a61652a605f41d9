package io.hubflow.nifi.api;

import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.hubspot.HubSpotClient;
import java.net.URI;
import org.apache.nifi.controller.ControllerService;

/**
 * One HubSpot portal as seen from one NiFi node.
 *
 * <p>Thread-safe. Every processor that refers to the same service shares its quota: that is how a flow with many threads
 * stays under HubSpot's limits. Over a cluster each node takes an equal part.
 */
public interface HubSpotClientService extends ControllerService {
    /** The node's client; valid while the service is enabled. The caller must not close it. */
    HubSpotClient client();

    /**
     * Names the portal that it calls: services of one portal give the same name, as far as HubSpot tells. May call HubSpot once.
     *
     * @throws io.hubflow.error.ConnectorException when HubSpot cannot be asked
     */
    String portal();

    /**
     * In what form values of the portal may be stored. Every processor that plans or reads asks here, so that none of them stores
     * a value in another form. Which properties of the sensitive classes are read is not part of it.
     */
    PrivacyRules privacy();

    /** Where it calls, for provenance. */
    URI baseUrl();
}
