package io.hubflow.nifi.testbed;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.Stateful;
import org.apache.nifi.annotation.behavior.TriggerSerially;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.Validator;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;

/**
 * What NiFi's own GetHubSpot does, for the benchmark alone: one list page of 100 a trigger, one thread, its cursor in the
 * component state, a FlowFile a page. Kinder than the original: it is triggered again at once instead of after a minute.
 */
@TriggerSerially
@Stateful(scopes = Scope.CLUSTER, description = "Where the list goes on")
@InputRequirement(InputRequirement.Requirement.INPUT_FORBIDDEN)
public final class PageByPage extends AbstractProcessor {
    static final String COUNTER = "Records Read";
    static final String DONE = "done";

    static final PropertyDescriptor URL = required("API URL");
    static final PropertyDescriptor TOKEN = required("Token");
    static final PropertyDescriptor PROPERTIES = required("Properties");

    private static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .autoTerminateDefault(true)
            .build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(URL, TOKEN, PROPERTIES);
    }

    @Override
    public Set<Relationship> getRelationships() {
        return Set.of(SUCCESS);
    }

    @Override
    public void onTrigger(ProcessContext context, ProcessSession session) {
        try {
            var after = session.getState(Scope.CLUSTER).get("after");
            if (DONE.equals(after)) {
                context.yield();
                return;
            }
            var page = JSON.readTree(fetch(context, after == null ? "" : "&after=" + after));
            var results = page.path("results");
            var flowFile = session.write(session.create(), out -> JSON.writeValue(out, results));
            session.transfer(flowFile, SUCCESS);
            session.adjustCounter(COUNTER, results.size(), true);
            session.setState(Map.of("after", page.at("/paging/next/after").asText(DONE)), Scope.CLUSTER);
        } catch (IOException e) {
            throw new ProcessException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProcessException(e);
        }
    }

    private byte[] fetch(ProcessContext context, String after) throws IOException, InterruptedException {
        var uri = context.getProperty(URL).getValue() + "/crm/v3/objects/contacts?limit=100&properties="
                + context.getProperty(PROPERTIES).getValue() + after;
        var request = HttpRequest.newBuilder(URI.create(uri))
                .header("Authorization", "Bearer " + context.getProperty(TOKEN).getValue())
                .build();
        var answer = http.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException("HTTP " + answer.statusCode());
        }
        return answer.body();
    }

    private static PropertyDescriptor required(String name) {
        return new PropertyDescriptor.Builder()
                .name(name)
                .required(true)
                .addValidator(Validator.VALID)
                .build();
    }
}
