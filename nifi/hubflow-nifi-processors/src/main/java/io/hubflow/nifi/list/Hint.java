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
import java.util.Set;
import java.util.stream.Stream;

/**
 * What NiFi's state says of one object type: which slices were handed out and when, so that work on its way is not planned
 * twice. Losing it costs a second reading and nothing else: what has been read lies beside the rows.
 *
 * @param plannedAtMillis HubSpot's clock of the newest plan; 0 = none
 * @param refreshNotBeforeMillis HubSpot's clock before which no pass over everything is planned
 * @param departuresNotBeforeMillis HubSpot's clock before which no warehouse is asked how many rows it has, unless rows were
 *     written meanwhile
 * @param departuresReadAtMillis the newest time of reading of the rows when a warehouse was asked last
 * @param refusedFacts tables of facts that HubSpot refused to give for the records that are there
 * @param factsNotBeforeMillis HubSpot's clock before which these are not asked for again
 */
record Hint(
        long plannedAtMillis,
        long refreshNotBeforeMillis,
        long departuresNotBeforeMillis,
        long departuresReadAtMillis,
        List<InFlight> inFlight,
        List<String> refusedFacts,
        long factsNotBeforeMillis) {
    static final Hint NONE = new Hint(0, 0, 0, 0, List.of(), List.of(), 0);

    /** Work that brings records that may not be in the table yet. */
    private static final Set<String> BRINGS_NEW_RECORDS = Set.of("snapshot", "window");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    Hint {
        inFlight = inFlight == null ? List.of() : List.copyOf(inFlight);
        refusedFacts = refusedFacts == null ? List.of() : List.copyOf(refusedFacts);
    }

    Optional<InFlight> find(String work) {
        return inFlight.stream().filter(one -> one.work().equals(work)).findFirst();
    }

    /** In place of what was known of the same kind of work. */
    Hint with(InFlight handedOut) {
        var others = without(handedOut.kind()).inFlight();
        return withInFlight(Stream.concat(others.stream(), Stream.of(handedOut)).toList());
    }

    Hint without(String kind) {
        var others = new ArrayList<>(inFlight);
        others.removeIf(one -> one.kind().equals(kind));
        return withInFlight(others);
    }

    /** What was handed out cannot be written any more. */
    Hint withoutInFlight() {
        return withInFlight(List.of());
    }

    private Hint withInFlight(List<InFlight> all) {
        return new Hint(
                plannedAtMillis,
                refreshNotBeforeMillis,
                departuresNotBeforeMillis,
                departuresReadAtMillis,
                all,
                refusedFacts,
                factsNotBeforeMillis);
    }

    Optional<InFlight> findKind(String kind) {
        return inFlight.stream().filter(one -> one.kind().equals(kind)).findFirst();
    }

    /** Whether new records that were planned before may still be on their way. */
    boolean stillBringsRecordsOf(Hint before) {
        return inFlight.stream()
                .filter(one -> BRINGS_NEW_RECORDS.contains(one.kind()))
                .anyMatch(one -> before.findKind(one.kind())
                        .filter(earlier -> earlier.work().equals(one.work()))
                        .isPresent());
    }

    Hint plannedAt(long millis) {
        return new Hint(
                millis,
                refreshNotBeforeMillis,
                departuresNotBeforeMillis,
                departuresReadAtMillis,
                inFlight,
                refusedFacts,
                factsNotBeforeMillis);
    }

    Hint refreshNotBefore(long millis) {
        return new Hint(
                plannedAtMillis,
                millis,
                departuresNotBeforeMillis,
                departuresReadAtMillis,
                inFlight,
                refusedFacts,
                factsNotBeforeMillis);
    }

    /** @param readAtMillis the newest time of reading of the rows that are counted now */
    Hint departuresNotBefore(long millis, long readAtMillis) {
        return new Hint(
                plannedAtMillis,
                refreshNotBeforeMillis,
                millis,
                readAtMillis,
                inFlight,
                refusedFacts,
                factsNotBeforeMillis);
    }

    /** @param tables those that HubSpot refuses now */
    Hint refusing(List<String> tables, long untilMillis) {
        return new Hint(
                plannedAtMillis,
                refreshNotBeforeMillis,
                departuresNotBeforeMillis,
                departuresReadAtMillis,
                inFlight,
                tables,
                untilMillis);
    }

    boolean mayLoadFacts(String table, long nowMillis) {
        return nowMillis >= factsNotBeforeMillis || !refusedFacts.contains(table);
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
