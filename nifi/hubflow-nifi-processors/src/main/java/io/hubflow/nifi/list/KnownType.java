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
 * @param stored in what form its rows were stored until now: whether FlowFiles on their way still fit
 * @param exposed what was erased of its table just now, because it must be stored in another form
 */
record KnownType(
        WantedType wanted,
        ObjectPlan plan,
        ObjectState state,
        FactPlan facts,
        PrivacyRules privacy,
        StoredBefore stored,
        ExposedValues exposed) {
    /** Whether what was handed out before can still be written. */
    enum StoredBefore {
        ALIKE,
        OTHERWISE
    }

    Protections protections() {
        return privacy.of(wanted.type());
    }
}
