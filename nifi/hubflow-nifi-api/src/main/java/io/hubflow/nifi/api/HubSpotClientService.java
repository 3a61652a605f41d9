package io.hubflow.nifi.api;

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

    /** Where it calls, for provenance. */
    URI baseUrl();
}
