package io.hubflow.service.status;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.checkpoint.TypeBinding;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.service.portal.StoredStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a warehouse has recorded, as the page shows it. Decoded once after each run, and not for each request: a day of
 * quarter hours is a thousand reports, and a catalog has hundreds of properties.
 *
 * @param runs newest first
 * @param verifications likewise
 * @param states of the object types, by name
 * @param types the names that object types were given in the warehouse
 * @param schemaChanges the newest ones, newest first
 */
public record Recorded(
        List<RunSummary> runs,
        List<VerificationSummary> verifications,
        Map<String, ObjectState> states,
        List<TypeBinding> types,
        List<SchemaChange> schemaChanges) {
    public static final Recorded NOTHING = new Recorded(List.of(), List.of(), Map.of(), List.of(), List.of());

    public Recorded {
        runs = List.copyOf(runs);
        verifications = List.copyOf(verifications);
        states = Map.copyOf(states);
        types = List.copyOf(types);
        schemaChanges = List.copyOf(schemaChanges);
    }

    public static Recorded of(StoredStatus stored) {
        var checkpoints = stored.status().checkpoints();
        var states = new HashMap<String, ObjectState>();
        checkpoints.stream().filter(ObjectState::isIn).forEach(checkpoint -> {
            var state = StateCodec.read(checkpoint, ObjectState.class);
            states.put(state.objectType(), state);
        });
        return new Recorded(
                RunHistory.of(stored.runs(), false),
                VerificationHistory.of(stored.verifications()),
                states,
                PortalGuard.stored(checkpoints).types(),
                SchemaChanges.of(checkpoints));
    }
}
