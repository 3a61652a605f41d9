package io.hubflow.nifi.put;

import io.hubflow.engine.ObjectPlan;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.FactProgress;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.plan.Landing;
import io.hubflow.engine.plan.Purpose;
import io.hubflow.engine.plan.StartingState;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.StoredForm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.nifi.flowfile.FlowFile;
import org.jspecify.annotations.Nullable;

/** What the FlowFiles of a transaction mean for the states beside the rows. Used by one thread. */
final class Progress {
    private final Destination destination;
    private final Map<String, Boolean> firstLoads = new HashMap<>();
    private final Map<String, String> storedForms = new HashMap<>();
    private @Nullable Streams streams;

    Progress(Destination destination) {
        this.destination = destination;
    }

    /**
     * The states once these have landed. An object type of which the destination holds no state stays without one: it is then
     * planned from the start.
     *
     * @param lostTables tables that are not there although their state may tell of rows
     * @param missingFacts tables of facts that these make, because they are not there
     * @param absent what the FlowFiles' lists did not show
     */
    List<Checkpoint> checkpoints(
            List<FlowFile> landed, Set<String> lostTables, Set<String> missingFacts, AbsentIds absent) {
        var states = new LinkedHashMap<String, ObjectState>();
        var guarded = new HashSet<String>();
        for (var flowFile : landed) {
            var landing = landing(flowFile).orElse(null);
            var objectType = flowFile.getAttribute(HubSpotAttributes.OBJECT_TYPE);
            if (landing != null && objectType != null) {
                var table = flowFile.getAttribute(HubSpotAttributes.TABLE);
                var before = states.containsKey(objectType)
                        ? states.get(objectType)
                        : stored(objectType, landing, lostTables.contains(String.valueOf(table)));
                if (before != null) {
                    states.put(objectType, landing.applyTo(before).suspecting(absent.of(flowFile)));
                }
            } else if (objectType != null && holdsValues(flowFile)) {
                guarded.add(objectType);
            }
        }
        missingFacts.forEach(table -> reloadDropped(table, states));
        var checkpoints = changed(states);
        guarded.removeIf(
                type -> checkpoints.stream().anyMatch(one -> one.stream().equals(type)));
        // The same state once more: this commit must fail if someone writes down another form in between.
        guarded.forEach(type -> streams()
                .find(type)
                .ifPresent(state -> checkpoints.add(streams().next(type, state))));
        return checkpoints;
    }

    /** Whether the FlowFile's values are in the form in which the table of its object type is stored now. */
    boolean isInStoredForm(FlowFile flowFile) {
        var objectType = flowFile.getAttribute(HubSpotAttributes.OBJECT_TYPE);
        if (objectType == null || !holdsValues(flowFile)) {
            return true;
        }
        var own = flowFile.getAttribute(HubSpotAttributes.STORED_FORM);
        return storedForm(objectType).equals(own == null ? StoredForm.CLEAR : own);
    }

    private String storedForm(String objectType) {
        return storedForms.computeIfAbsent(objectType, type -> {
            var stream = ObjectPlan.catalogStream(type);
            return streams()
                    .find(stream)
                    .map(json -> StoredForm.of(
                            StateCodec.read(stream, json, CatalogState.class).protections()))
                    .orElse(StoredForm.CLEAR);
        });
    }

    private static boolean holdsValues(FlowFile flowFile) {
        return !HubSpotAttributes.CONTENT_REFERENCE.equals(flowFile.getAttribute(HubSpotAttributes.CONTENT))
                && !HubSpotAttributes.CONTENT_PROGRESS.equals(flowFile.getAttribute(HubSpotAttributes.CONTENT));
    }

    /** Whether only passes over everything moved on: others need not see that at once. */
    static boolean isRefreshAlone(List<FlowFile> landed) {
        return landed.stream()
                .flatMap(flowFile -> landing(flowFile).stream())
                .allMatch(landing -> landing.purpose() instanceof Purpose.Refresh);
    }

    /** The portal that the tables belong to; 0 = not known. */
    long portalId() {
        return streams()
                .find(PortalIdentity.STREAM, PortalIdentity.class)
                .map(state -> state.portalId())
                .orElse(0L);
    }

    /** Whether a table of facts is being loaded for the first time; one that no state knows is not. */
    boolean isFirstLoadOf(String factTable) {
        return firstLoads.computeIfAbsent(
                factTable,
                table -> destination.loadCheckpoints().stream()
                        .filter(ObjectState::isIn)
                        .map(one -> StateCodec.read(one, ObjectState.class))
                        .anyMatch(state -> state.factTable(table).isPresent() && !state.hasLoadedFacts(table)));
    }

    void committed(List<Checkpoint> checkpoints) {
        if (streams != null) {
            streams.adopt(checkpoints);
        }
    }

    /** Someone else has written. */
    void forget() {
        streams = null;
        storedForms.clear();
    }

    private @Nullable ObjectState stored(String objectType, Landing landing, boolean tableLost) {
        var state = streams().find(objectType, ObjectState.class);
        if (state.isEmpty()) {
            return null;
        }
        return tableLost && StartingState.tellsOfRows(state.get())
                ? StartingState.again(state.get(), state.get().modifiedFromMillis(), landing.plannedAtMillis() + 1)
                : state.get();
    }

    /** Somebody has dropped a table of facts: these make it anew, and nothing would tell then that all others are gone. */
    private void reloadDropped(String table, Map<String, ObjectState> states) {
        destination.loadCheckpoints().stream()
                .filter(ObjectState::isIn)
                .map(one -> StateCodec.read(one, ObjectState.class))
                .map(state -> states.getOrDefault(state.objectType(), state))
                .filter(state ->
                        state.factTable(table).filter(known -> !known.unmade()).isPresent())
                .forEach(state -> states.put(
                        state.objectType(),
                        state.mapFactTable(
                                table, known -> FactProgress.toLoad(table, known.properties(), known.sinceMillis()))));
    }

    private List<Checkpoint> changed(Map<String, ObjectState> states) {
        var checkpoints = new ArrayList<Checkpoint>();
        states.forEach((objectType, state) -> {
            var json = StateCodec.write(state);
            if (streams().find(objectType).filter(json::equals).isEmpty()) {
                checkpoints.add(streams().next(objectType, json));
            }
        });
        return checkpoints;
    }

    private Streams streams() {
        var known = streams;
        if (known == null) {
            known = Streams.of(destination.loadCheckpoints());
            streams = known;
        }
        return known;
    }

    /** What its arrival means; absent for what no state tells of. */
    static Optional<Landing> landing(FlowFile flowFile) {
        var text = flowFile.getAttribute(HubSpotAttributes.LANDING);
        try {
            return Optional.ofNullable(text).map(Landing::parse);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
