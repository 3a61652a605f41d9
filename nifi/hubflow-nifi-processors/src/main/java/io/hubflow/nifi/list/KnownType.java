package io.hubflow.nifi.list;

import io.hubflow.engine.ObjectPlan;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.nifi.FactPlan;

/**
 * An object type with what lies beside its rows.
 *
 * @param plan what HubSpot's properties mean for its table
 * @param state how far it has been read, and what is still owed
 * @param facts what is read beside its records
 */
record KnownType(WantedType wanted, ObjectPlan plan, ObjectState state, FactPlan facts) {}
