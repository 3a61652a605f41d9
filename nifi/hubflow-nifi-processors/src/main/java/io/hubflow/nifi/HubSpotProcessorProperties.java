package io.hubflow.nifi;

import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.nifi.api.HubSpotClientService;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.processor.ProcessContext;

/** Properties that more than one processor has. */
public final class HubSpotProcessorProperties {
    public static final PropertyDescriptor HUBSPOT_SERVICE = new PropertyDescriptor.Builder()
            .name("HubSpot Service")
            .description(
                    "The controller service that holds the token and the quota. Let all processors of a portal refer "
                            + "to one service: that is how they share HubSpot's limits.")
            .identifiesControllerService(HubSpotClientService.class)
            .required(true)
            .build();

    private HubSpotProcessorProperties() {}

    public static HubSpotClientService service(ProcessContext context) {
        return context.getProperty(HUBSPOT_SERVICE).asControllerService(HubSpotClientService.class);
    }

    public static HubSpotClient client(ProcessContext context) {
        return service(context).client();
    }
}
