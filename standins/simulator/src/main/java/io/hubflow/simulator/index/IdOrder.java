package io.hubflow.simulator.index;

/** What sorting by {@code hs_object_id} means; disputed between connectors, so both can be had. */
public enum IdOrder {
    /** 7199 before 719869649082 (Estuary's production code relies on it). */
    NUMERIC,
    /** "719869649082" before "7199" (supposed by an Airbyte pull request). */
    STRING
}
