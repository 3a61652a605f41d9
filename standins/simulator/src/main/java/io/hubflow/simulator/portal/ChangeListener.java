package io.hubflow.simulator.portal;

/** Told of every new version of a record, under the portal's write lock. */
@FunctionalInterface
public interface ChangeListener {
    /** A record has a new version. */
    void changed(ObjectType type, CrmRecord version, long nowMillis);
}
