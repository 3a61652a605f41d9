package io.hubflow.hubspot;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Calls about the links between records. They spend a limit of their own. Thread-safe; see {@link HubSpotClient}. */
public final class Associations {
    /** HubSpot's largest batch read of associations (associations guide). */
    public static final int MAX_BATCH = 1_000;

    private final Caller caller;
    private final ApiPaths paths;

    Associations(Caller caller, ApiPaths paths) {
        this.caller = caller;
        this.paths = paths;
    }

    /**
     * A page of the links of each of these records to records of the other type. Call again with the cursors of those that have
     * more. No inputs make no call.
     *
     * @param inputs at most {@value #MAX_BATCH}; one that names a record a second time is left out
     * @throws io.hubflow.error.ConnectorException {@code HUBSPOT_INCOMPLETE} when HubSpot reports another error than "no
     *     associations" for some of the records, after the usual tries; {@code HUBSPOT_ANSWER_TOO_LARGE} when fewer have to
     *     be asked for at once
     */
    public AssociationPage batchRead(String fromType, String toType, List<AssociationInput> inputs) {
        var distinct = new ArrayList<AssociationInput>(inputs.size());
        var seen = new HashSet<Long>(inputs.size() * 2);
        for (var input : inputs) {
            if (seen.add(input.id())) {
                distinct.add(input);
            }
        }
        if (distinct.isEmpty()) {
            return new AssociationPage(List.of(), List.of(), List.of());
        }
        if (distinct.size() > MAX_BATCH) {
            throw new IllegalArgumentException(
                    "at most %d records at once, was %d".formatted(MAX_BATCH, distinct.size()));
        }
        var call = Call.postJson(
                CallKind.ASSOCIATIONS, fromType, paths.associations(fromType, toType), Bodies.associations(distinct));
        return caller.call(call, answer -> AssociationPageReader.read(answer.body(), distinct));
    }

    /** The types of links in this direction, those without a label included. */
    public List<AssociationType> fetchTypes(String fromType, String toType) {
        var call = Call.get(CallKind.ASSOCIATIONS, fromType, paths.associationTypes(fromType, toType));
        return List.copyOf(caller.call(call, SettingsReader::associationTypes));
    }
}
