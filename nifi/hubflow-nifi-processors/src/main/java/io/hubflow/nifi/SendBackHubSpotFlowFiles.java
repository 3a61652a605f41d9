package io.hubflow.nifi;

import java.util.List;
import java.util.Set;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.SideEffectFree;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.migration.PropertyConfiguration;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;

/** The way back for FlowFiles that need a person: disabled, it holds them; run once, it sends them back. */
@UseCase(
        description = "Let FlowFiles that need an administrator wait, and send them back when the cause is fixed.",
        keywords = {"hubspot", "failure", "retry"},
        configuration = """
                Connect "failure" of FetchHubSpotObjects or PutHubSpotTable to it, and "success" back to that processor.
                Leave it disabled; after the cause is fixed, enable it, run it once, and disable it again.""")
@SideEffectFree
@Tags({"hubspot", "failure", "retry", "hubflow", "openflow"})
@CapabilityDescription("Sends failed FlowFiles back to the processor where they failed. Keep it disabled, so that they "
        + "wait in the queue in front of it. When the cause is fixed, enable it, run it once, and disable "
        + "it again.")
@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
public final class SendBackHubSpotFlowFiles extends AbstractProcessor {
    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("The FlowFiles, without the attributes that describe the failure")
            .build();

    private static final int MOST_AT_ONCE = 10_000;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of();
    }

    @Override
    public Set<Relationship> getRelationships() {
        return Set.of(SUCCESS);
    }

    /** Nothing was renamed yet. */
    @Override
    public void migrateProperties(PropertyConfiguration config) {}

    @Override
    public void onTrigger(ProcessContext context, ProcessSession session) {
        var told = Set.of(HubSpotAttributes.ERROR_CODE, HubSpotAttributes.ERROR_MESSAGE);
        for (var flowFile : session.get(MOST_AT_ONCE)) {
            session.transfer(session.removeAllAttributes(flowFile, told), SUCCESS);
        }
    }
}
