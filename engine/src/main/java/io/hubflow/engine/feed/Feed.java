package io.hubflow.engine.feed;

import java.util.List;

/**
 * One thing that a run reads and writes, declared by itself: what it is called, which tables it fills, and what has to be over
 * before it begins. A run is a list of feeds. A feed that HubSpot refuses or does not answer ends alone.
 *
 * <p>The records of an object type are a feed, and the tables of links and histories that they own are read beside them (see
 * {@code io.hubflow.engine.fact}); owners, users, lists and the like are feeds of their own.
 */
public interface Feed {
    /** What people call it, such as {@code owners}. */
    String name();

    /** The tables that it writes. */
    List<String> tables();

    /** Names of feeds that are over, in whatever way, before this one begins. */
    default List<String> after() {
        return List.of();
    }
}
