package io.hubflow.nifi.list;

import io.hubflow.engine.ExposedValues;
import io.hubflow.engine.ObjectPlan;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.privacy.Protections;
import io.hubflow.nifi.FactPlan;

/**
 * An object type with what lies beside its rows.
 *
 * @param plan what HubSpot's properties mean for its table
 * @param state how far it has been read, and what is still owed
 * @param facts what is read beside its records
 * @param privacy in what form values are stored
 * @param handedOut whether slices that were handed out before still count
 * @param exposed what was erased of its table just now, because it must be stored in another form
 */
record KnownType(
        WantedType wanted,
        ObjectPlan plan,
        ObjectState state,
        FactPlan facts,
        PrivacyRules privacy,
        HandedOut handedOut,
        ExposedValues exposed) {
    /** What became of slices that were handed out before. */
    enum HandedOut {
        COUNTS,
        /** Their records cannot be written, or were on their way to tables that are gone: nothing waits for them. */
        VOID
    }

    Protections protections() {
        return privacy.of(wanted.type());
    }
}
