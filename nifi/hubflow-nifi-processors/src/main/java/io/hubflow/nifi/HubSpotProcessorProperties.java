package io.hubflow.nifi;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.nifi.api.DestinationService;
import io.hubflow.nifi.api.HubSpotClientService;
import io.hubflow.nifi.api.OpenDestination;
import java.util.Locale;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.processor.ProcessContext;

/** Properties that more than one processor has. */
public final class HubSpotProcessorProperties {
    public static final PropertyDescriptor HUBSPOT_SERVICE = new PropertyDescriptor.Builder()
            .name("HubSpot Service")
            .description("The controller service that holds the token and the quota. Use the same service in all "
                    + "processors of a portal, so that they share HubSpot's limits.")
            .identifiesControllerService(HubSpotClientService.class)
            .required(true)
            .build();

    public static final PropertyDescriptor DESTINATION_SERVICE = new PropertyDescriptor.Builder()
            .name("Destination Service")
            .description(
                    "Where the tables are: the service that PutHubSpotTable writes through. Before anything is read, "
                            + "hubflow checks that the tables belong to this portal. It plans what to read from the state that "
                            + "is stored beside the rows.")
            .identifiesControllerService(DestinationService.class)
            .required(true)
            .build();

    public static final PropertyDescriptor DELETES = new PropertyDescriptor.Builder()
            .name("Deletes")
            .description(
                    "What happens to the row of a record that is archived, deleted, or merged into another record. "
                            + "soft: the row stays and is marked (_archived, _deleted_at, _merged_into). hard: the row and its "
                            + "links are removed. ignore: hubflow does not look for such records.")
            .allowableValues("soft", "hard", "ignore")
            .defaultValue("soft")
            .required(true)
            .build();

    private HubSpotProcessorProperties() {}

    public static DeleteMode deletes(ProcessContext context) {
        return DeleteMode.valueOf(context.getProperty(DELETES).getValue().toUpperCase(Locale.ROOT));
    }

    /** The caller closes it soon, so that others can have it. */
    public static OpenDestination openDestination(ProcessContext context) {
        return context.getProperty(DESTINATION_SERVICE)
                .asControllerService(DestinationService.class)
                .openDestination();
    }

    public static HubSpotClientService service(ProcessContext context) {
        return context.getProperty(HUBSPOT_SERVICE).asControllerService(HubSpotClientService.class);
    }

    public static HubSpotClient client(ProcessContext context) {
        return service(context).client();
    }
}
