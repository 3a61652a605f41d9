package io.hubflow.simulator.index;

import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.portal.ChangeListener;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What search sees of the portal: each change after a delay of its own, until then the version before it. Safe for use
 * by many threads; searches run inside {@link Portal#read}.
 */
public final class SearchIndex implements ChangeListener {
    private final Portal portal;
    private final long seed;
    private final IdOrder idOrder;
    private final Map<ObjectType, TypeIndex> byType = new ConcurrentHashMap<>();
    private final Map<String, Long> searches = new ConcurrentHashMap<>();
    private volatile IndexDelay delay;

    /** An index of the whole portal, which already shows every generated record. */
    public SearchIndex(Portal portal, IndexDelay delay, IdOrder idOrder, long seed) {
        this.portal = portal;
        this.delay = delay;
        this.seed = seed;
        this.idOrder = idOrder;
        portal.addListener(this);
    }

    @Override
    public void changed(ObjectType type, CrmRecord version, long nowMillis) {
        long wait = delay.millis(Hash.mix(seed ^ version.id(), version.version()));
        index(type).add(version, nowMillis + wait);
    }

    /** Changes the delay of changes to come. */
    public void changeDelay(IndexDelay newDelay) {
        delay = newDelay;
    }

    /** Tells the index that the values of a type mean something else now: a property was created, archived, retyped. */
    public void propertiesChanged(ObjectType type) {
        index(type).forgetSearches();
    }

    /** Changes of a type that search does not show yet. */
    public int waiting(ObjectType type) {
        return index(type).waiting(portal.clock().millis());
    }

    /**
     * Answers a search.
     *
     * @throws SearchRejectedException for a property that does not exist or cannot be searched by, or a bad operand
     */
    public SearchPage search(ObjectType type, SearchQuery query, int offset, int limit) {
        long shuffle = Hash.mix(seed ^ Hash.of(type.id()), searches.merge(type.id(), 1L, Long::sum));
        return index(type).search(query, offset, limit, portal.clock().millis(), shuffle);
    }

    /** Whether a search would find a record. */
    public boolean matches(ObjectType type, SearchQuery query, long id) {
        return index(type).matches(query, id, portal.clock().millis());
    }

    private TypeIndex index(ObjectType type) {
        return byType.computeIfAbsent(type, created -> new TypeIndex(portal, created, idOrder));
    }
}
