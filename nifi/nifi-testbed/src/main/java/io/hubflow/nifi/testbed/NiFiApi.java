package io.hubflow.nifi.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What an administrator does on the canvas, over NiFi's REST API. */
public final class NiFiApi {
    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(10);

    /** What NiFi shows instead of a sensitive value; left out of a verification, the stored one is used. */
    private static final String MASK = "********";

    private final NiFiHttp http;

    NiFiApi(String base) {
        this.http = new NiFiHttp(base);
    }

    boolean answers() {
        return http.answers("/flow/process-groups/root");
    }

    public String rootGroup() {
        return http.get("/flow/process-groups/root").at("/processGroupFlow/id").asText();
    }

    /** Imports a flow definition as a new process group below the root; makes or binds its Parameter Contexts. */
    public String importFlow(Path definition, String name, int x, int y) {
        try {
            var fields = Map.of(
                    "groupName",
                    name,
                    "positionX",
                    Integer.toString(x),
                    "positionY",
                    Integer.toString(y),
                    "clientId",
                    "hubflow",
                    "disconnectedNodeAcknowledged",
                    "false");
            return http.upload(
                            "/process-groups/" + rootGroup() + "/process-groups/upload",
                            fields,
                            definition.getFileName().toString(),
                            Files.readString(definition))
                    .path("id")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives values to parameters of the context with this name; the others stay. */
    public void setParameters(String contextName, Map<String, String> values) {
        var context = http.get("/parameter-contexts/" + parameterContext(contextName));
        var id = context.path("id").asText();
        var parameters = JsonNodeFactory.instance.arrayNode();
        for (var declared : context.at("/component/parameters")) {
            var parameter = declared.path("parameter");
            var value = values.get(parameter.path("name").asText());
            if (value != null) {
                var changed = JsonNodeFactory.instance.objectNode();
                changed.put("name", parameter.path("name").asText());
                changed.put("sensitive", parameter.path("sensitive").asBoolean());
                changed.put("description", parameter.path("description").asText());
                changed.put("value", value);
                parameters.addObject().set("parameter", changed);
            }
        }
        if (parameters.size() != values.size()) {
            throw new IllegalArgumentException("not all of " + values.keySet() + " are in the context " + contextName);
        }
        var body = JsonNodeFactory.instance.objectNode();
        body.put("id", id);
        body.set("revision", context.path("revision"));
        var component = body.putObject("component").put("id", id);
        component.set("parameters", parameters);
        // Left out, they would be taken away.
        component.set("inheritedParameterContexts", context.at("/component/inheritedParameterContexts"));
        var path = "/parameter-contexts/" + id + "/update-requests";
        var request = http.post(path, body).at("/request/requestId").asText();
        Await.until(
                "the parameters of " + contextName + " are taken",
                SETTLE_LIMIT,
                () -> http.get(path + "/" + request).at("/request/complete").asBoolean());
        var done = http.delete(path + "/" + request);
        if (!done.at("/request/failureReason").asText("").isEmpty()) {
            throw new IllegalStateException(done.at("/request/failureReason").asText());
        }
    }

    /** Enables every controller service of the group, and waits until all are. */
    public void enableServices(String group) {
        setServices(group, "ENABLED");
    }

    public List<Component> services(String group) {
        return stream(http.get("/flow/process-groups/" + group + "/controller-services?includeAncestorGroups=false")
                        .path("controllerServices"))
                .map(Component::of)
                .toList();
    }

    public List<Component> processors(String group) {
        return stream(http.get("/process-groups/" + group + "/processors").path("processors"))
                .map(Component::of)
                .toList();
    }

    /**
     * Waits until no processor of the group is still being validated, then returns those that are invalid. NiFi validates no
     * disabled ones.
     */
    public List<Component> invalidProcessors(String group) {
        Await.until(
                "the processors are validated",
                SETTLE_LIMIT,
                () -> enabledProcessors(group).stream()
                        .noneMatch(processor -> "VALIDATING".equals(processor.validation())));
        return enabledProcessors(group).stream()
                .filter(processor -> !"VALID".equals(processor.validation()))
                .toList();
    }

    private List<Component> enabledProcessors(String group) {
        return processors(group).stream()
                .filter(processor -> !"DISABLED".equals(processor.state()))
                .toList();
    }

    public void start(String group) {
        setGroup(group, "RUNNING");
    }

    /** Stops the group's processors and waits until no thread works in it. */
    public void stop(String group) {
        setGroup(group, "STOPPED");
        Await.until("the processors stopped", SETTLE_LIMIT, () -> status(group).activeThreads() == 0);
    }

    public GroupStatus status(String group) {
        var snapshot = http.get("/flow/process-groups/" + group + "/status?recursive=true")
                .at("/processGroupStatus/aggregateSnapshot");
        return new GroupStatus(
                snapshot.path("flowFilesQueued").asLong(),
                snapshot.path("activeThreadCount").asInt());
    }

    /** The connections of a group that hold FlowFiles, in words: where to, and how many. */
    public List<String> waiting(String group) {
        return stream(http.get("/flow/process-groups/" + group + "/status?recursive=true")
                        .at("/processGroupStatus/aggregateSnapshot/connectionStatusSnapshots"))
                .map(connection -> connection.path("connectionStatusSnapshot"))
                .filter(connection -> connection.path("flowFilesQueued").asLong() > 0)
                .map(connection -> connection.path("name").asText() + " to "
                        + connection.path("destinationName").asText() + ": "
                        + connection.path("flowFilesQueued").asText())
                .toList();
    }

    /** Changes properties of a stopped processor. */
    public void setProperties(String processor, Map<String, String> properties) {
        var entity = http.get("/processors/" + processor);
        var body = JsonNodeFactory.instance.objectNode();
        body.set("revision", entity.path("revision"));
        var config = body.putObject("component")
                .put("id", processor)
                .putObject("config")
                .putObject("properties");
        properties.forEach(config::put);
        http.put("/processors/" + processor, body);
    }

    /** Runs the component's verification on its own properties; a line for each step: outcome, step, explanation. */
    public List<String> verify(Component component) {
        var config = http.get(component.path() + component.id());
        var body = JsonNodeFactory.instance.objectNode();
        var request = body.putObject("request");
        request.put("componentId", component.id());
        request.putObject("attributes");
        var properties = config.at("/component/config/properties").isMissingNode()
                ? config.at("/component/properties")
                : config.at("/component/config/properties");
        var shown = request.putObject("properties");
        properties.properties().stream()
                .filter(property -> !MASK.equals(property.getValue().asText()))
                .forEach(property -> shown.set(property.getKey(), property.getValue()));
        var path = component.path() + component.id() + "/config/verification-requests";
        var id = http.post(path, body).at("/request/requestId").asText();
        Await.until(
                "the verification of " + component.name() + " ends",
                SETTLE_LIMIT,
                () -> http.get(path + "/" + id).at("/request/complete").asBoolean());
        return stream(http.delete(path + "/" + id).at("/request/results"))
                .map(step -> step.path("outcome").asText() + " "
                        + step.path("verificationStepName").asText() + ": "
                        + step.path("explanation").asText())
                .toList();
    }

    /** The messages on the bulletin board, newest last. */
    public List<String> bulletins() {
        return stream(http.get("/flow/bulletin-board").at("/bulletinBoard/bulletins"))
                .map(bulletin -> bulletin.at("/bulletin/sourceName").asText() + ": "
                        + bulletin.at("/bulletin/message").asText())
                .toList();
    }

    /** A counter of all processors of this simple class name, over the cluster; 0 when nothing was counted. */
    public long counter(String processorType, String name) {
        return stream(http.get("/counters").at("/counters/aggregateSnapshot/counters"))
                .filter(counter -> counter.path("context").asText().equals("All " + processorType + "'s")
                        && counter.path("name").asText().equals(name))
                .mapToLong(counter -> counter.path("valueCount").asLong())
                .sum();
    }

    /**
     * Adds a controller service to a group; it is not enabled yet.
     *
     * @return its id
     */
    public String addService(String group, String type, Map<String, String> properties) {
        var bundle = stream(http.get("/flow/controller-service-types").path("controllerServiceTypes"))
                .filter(known -> known.path("type").asText().equals(type))
                .map(known -> known.path("bundle"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no NAR has the controller service " + type));
        var body = JsonNodeFactory.instance.objectNode();
        body.putObject("revision").put("version", 0);
        var component = body.putObject("component").put("type", type);
        component.set("bundle", bundle);
        var shown = component.putObject("properties");
        properties.forEach(shown::put);
        return http.post("/process-groups/" + group + "/controller-services", body)
                .path("id")
                .asText();
    }

    /** Disables and deletes a controller service; NiFi refuses while anything refers to it. */
    public void removeService(Component service) {
        var path = "/controller-services/" + service.id();
        var body = JsonNodeFactory.instance.objectNode();
        body.set("revision", http.get(path).path("revision"));
        body.put("state", "DISABLED");
        http.put(path + "/run-status", body);
        Await.until(
                service.name() + " is disabled",
                SETTLE_LIMIT,
                () -> "DISABLED".equals(http.get(path).at("/component/state").asText()));
        http.delete(path + "?version=" + http.get(path).at("/revision/version").asText());
    }

    private void setServices(String group, String state) {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("id", group);
        body.put("state", state);
        http.put("/flow/process-groups/" + group + "/controller-services", body);
        Await.until(
                "the controller services are " + state,
                SETTLE_LIMIT,
                () -> services(group).stream()
                        .allMatch(service -> service.state().equals(state)));
    }

    private void setGroup(String group, String state) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("id", group);
        body.put("state", state);
        http.put("/flow/process-groups/" + group, body);
    }

    private String parameterContext(String name) {
        return stream(http.get("/flow/parameter-contexts").path("parameterContexts"))
                .filter(context -> context.at("/component/name").asText().equals(name))
                .map(context -> context.path("id").asText())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no Parameter Context " + name));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** FlowFiles waiting in a group's connections and threads working in it, over all nodes. */
    public record GroupStatus(long queued, int activeThreads) {}
}
