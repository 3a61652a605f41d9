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
            .description(
                    "The controller service that holds the token and the quota. Let all processors of a portal refer "
                            + "to one service: that is how they share HubSpot's limits.")
            .identifiesControllerService(HubSpotClientService.class)
            .required(true)
            .build();

    public static final PropertyDescriptor DESTINATION_SERVICE = new PropertyDescriptor.Builder()
            .name("Destination Service")
            .description(
                    "Where the tables are: the service that PutHubSpotTable writes through. Nothing is read before it is "
                            + "sure that the tables belong to the portal; what is to be read is planned from the state beside the rows.")
            .identifiesControllerService(DestinationService.class)
            .required(true)
            .build();

    public static final PropertyDescriptor DELETES = new PropertyDescriptor.Builder()
            .name("Deletes")
            .description(
                    "What becomes of the row of a record that is archived, deleted or merged into another. soft: it stays and is "
                            + "marked (_archived, _deleted_at, _merged_into). hard: it is removed, with its links. ignore: departed records "
                            + "are not looked for.")
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
