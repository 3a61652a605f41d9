package io.hubflow.simulator.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultPlan;
import io.hubflow.simulator.http.Request;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.json.JsonBytes;
import io.hubflow.simulator.portal.ObjectType;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call while it is answered. Used by one thread. */
final class Exchange {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final Request request;
    private final Route route;
    private final Parameters parameters;
    private @Nullable Caller caller;
    private @Nullable ObjectType type;
    private FaultPlan.Struck struck = FaultPlan.Struck.NOTHING;
    private int rows;

    Exchange(Request request, Route route) {
        this.request = request;
        this.route = route;
        this.parameters = new Parameters(request);
    }

    Request request() {
        return request;
    }

    Route route() {
        return route;
    }

    Parameters parameters() {
        return parameters;
    }

    Caller caller() {
        return required(caller, "caller");
    }

    void identify(Caller who) {
        caller = who;
    }

    /** The type named first in the path. */
    ObjectType type() {
        return required(type, "object type");
    }

    Optional<ObjectType> findType() {
        return Optional.ofNullable(type);
    }

    void concern(ObjectType which) {
        type = which;
    }

    /** What goes wrong with this call. */
    FaultPlan.Struck struck() {
        return struck;
    }

    void spoil(FaultPlan.Struck how) {
        struck = how;
    }

    /** The first edit of a kind that is to be made to the answer. */
    <E extends Fault.Edit> Optional<E> edit(Class<E> kind) {
        return struck.edits().stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** The class of property definitions that is asked for; empty for every other call. */
    String sensitivity() {
        return route.action() == Route.Action.PROPERTIES
                ? parameters.find("dataSensitivity").orElse("non_sensitive")
                : "";
    }

    int rows() {
        return rows;
    }

    void served(int records) {
        rows += records;
    }

    /** The JSON object of the body; anything else is refused. */
    JsonNode body() {
        try {
            JsonNode body = MAPPER.readTree(request.body());
            if (body != null && body.isObject()) {
                return body;
            }
        } catch (JacksonException notJson) {
            throw new ApiException(Failure.validation("Invalid input JSON: " + notJson.getOriginalMessage()));
        } catch (IOException unreadable) {
            throw new IllegalStateException("A byte array cannot fail to be read", unreadable);
        }
        throw new ApiException(Failure.validation("Invalid input JSON: expected an object"));
    }

    static Response json(int status, JsonBytes body) {
        return Response.of(status, "application/json;charset=utf-8", body.array(), body.size());
    }

    static Response json(int status, JsonNode body) {
        try {
            return Response.json(status, MAPPER.writeValueAsBytes(body));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A JSON tree cannot fail to be written", impossible);
        }
    }

    /** The JSON object of an answer. */
    static ObjectNode tree(Response answer) {
        try {
            return (ObjectNode) MAPPER.readTree(answer.body(), 0, answer.bodyBytes());
        } catch (IOException notJson) {
            throw new IllegalStateException("An answer to be edited is not a JSON object", notJson);
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    private static <T> T required(@Nullable T value, String what) {
        if (value == null) {
            throw new IllegalStateException("This call has no " + what);
        }
        return value;
    }
}
