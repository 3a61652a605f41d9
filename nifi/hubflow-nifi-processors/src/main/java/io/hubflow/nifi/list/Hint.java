package io.hubflow.nifi.list;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What NiFi's state says of one object type: which slices were handed out and when, so that work on its way is not planned
 * twice. Losing it costs a second reading and nothing else: what has been read lies beside the rows.
 *
 * @param plannedAtMillis HubSpot's clock of the newest plan; 0 = none
 * @param refreshNotBeforeMillis HubSpot's clock before which no pass over everything is planned
 * @param departuresNotBeforeMillis HubSpot's clock before which no warehouse is asked how many rows it has
 */
record Hint(
        long plannedAtMillis, long refreshNotBeforeMillis, long departuresNotBeforeMillis, List<InFlight> inFlight) {
    static final Hint NONE = new Hint(0, 0, 0, List.of());

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    Hint {
        inFlight = inFlight == null ? List.of() : List.copyOf(inFlight);
    }

    Optional<InFlight> find(String work) {
        return inFlight.stream().filter(one -> one.work().equals(work)).findFirst();
    }

    /** In place of what was known of the same kind of work. */
    Hint with(InFlight handedOut) {
        var others = without(handedOut.kind()).inFlight();
        return new Hint(
                plannedAtMillis,
                refreshNotBeforeMillis,
                departuresNotBeforeMillis,
                Stream.concat(others.stream(), Stream.of(handedOut)).toList());
    }

    Hint without(String kind) {
        var others = new ArrayList<>(inFlight);
        others.removeIf(one -> one.kind().equals(kind));
        return new Hint(plannedAtMillis, refreshNotBeforeMillis, departuresNotBeforeMillis, others);
    }

    Optional<InFlight> findKind(String kind) {
        return inFlight.stream().filter(one -> one.kind().equals(kind)).findFirst();
    }

    Hint plannedAt(long millis) {
        return new Hint(millis, refreshNotBeforeMillis, departuresNotBeforeMillis, inFlight);
    }

    Hint refreshNotBefore(long millis) {
        return new Hint(plannedAtMillis, millis, departuresNotBeforeMillis, inFlight);
    }

    Hint departuresNotBefore(long millis) {
        return new Hint(plannedAtMillis, refreshNotBeforeMillis, millis, inFlight);
    }

    long rowsInFlight() {
        return inFlight.stream().mapToLong(InFlight::rows).sum();
    }

    String toText() {
        return JSON.valueToTree(this).toString();
    }

    /** A text that cannot be read is no hint. */
    static Hint parse(String text) {
        try {
            return JSON.readValue(text, Hint.class);
        } catch (JsonProcessingException e) {
            return NONE;
        }
    }
}
