package io.hubflow.nifi.list;

import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.hubspot.HubSpotClient;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The longest URL that the portal takes, shared by this node's client and the portal's identity beside the rows: what one has
 * learned, the other knows after a run, and so does the command. {@link #exchange} is to be called by one thread.
 */
final class SharedUrlBound {
    private final AtomicInteger learned = new AtomicInteger();
    private @Nullable HubSpotClient client;
    private int resumed;

    /**
     * @param stored what lies beside the rows
     * @param nowMillis HubSpot's clock
     * @return what must lie there now
     */
    PortalIdentity exchange(HubSpotClient current, PortalIdentity stored, long nowMillis) {
        var bound = stored.urlBytesAt(nowMillis);
        if (client != current) {
            client = current;
            learned.set(0);
            resume(current, bound);
        }
        if (stored.urlBytes() > 0 && bound == 0) {
            learned.set(0);
            resume(current, Integer.MAX_VALUE);
            return stored.withUrlBytes(0, 0);
        }
        var own = learned.get();
        if (own > 0 && (bound == 0 || own < bound)) {
            return stored.withUrlBytes(own, nowMillis);
        }
        if (bound > 0 && bound != resumed && (own == 0 || bound < own)) {
            resume(current, bound);
        }
        return stored;
    }

    private void resume(HubSpotClient current, int bytes) {
        resumed = bytes;
        current.resumeUrlBound(bytes, learned::set);
    }
}
