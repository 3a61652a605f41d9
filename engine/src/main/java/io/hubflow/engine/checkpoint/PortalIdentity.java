package io.hubflow.engine.checkpoint;

import io.hubflow.engine.destination.KnownRecord;
import java.time.Duration;
import java.util.List;

/**
 * Which portal a destination's tables belong to; kept beside them in the stream {@link #STREAM}.
 *
 * @param portalId HubSpot's number for the portal; 0 when it has never been told
 * @param owners some of the portal's owners, by which a portal without records is recognised
 * @param types the names that object types have been given here
 * @param urlBytes the longest URL to try in this portal, because HubSpot refused longer ones; 0 = none was refused
 * @param urlBytesAtMillis when that was learned, by HubSpot's clock
 * @param timeZone the portal's, an IANA name: its daily quota is reset at midnight there; empty when it has never been told
 */
public record PortalIdentity(
        long portalId,
        List<KnownRecord> owners,
        List<TypeBinding> types,
        int urlBytes,
        long urlBytesAtMillis,
        String timeZone) {
    private static final Lifetime OF_URL_BYTES = new Lifetime(Duration.ofDays(30));

    /** No object type is called so: HubSpot's names have no slash. */
    public static final String STREAM = "_hubflow/portal";

    public static final PortalIdentity UNKNOWN = new PortalIdentity(0, List.of(), List.of(), 0, 0, "");

    // Jackson gives null for a field that an older version did not write.
    public PortalIdentity {
        owners = owners == null ? List.of() : List.copyOf(owners);
        types = types == null ? List.of() : List.copyOf(types);
        timeZone = timeZone == null ? "" : timeZone;
    }

    public PortalIdentity withPortal(long id) {
        return new PortalIdentity(id, owners, types, urlBytes, urlBytesAtMillis, timeZone);
    }

    public PortalIdentity withOwners(List<KnownRecord> known) {
        return new PortalIdentity(portalId, known, types, urlBytes, urlBytesAtMillis, timeZone);
    }

    public PortalIdentity withTypes(List<TypeBinding> bound) {
        return new PortalIdentity(portalId, owners, bound, urlBytes, urlBytesAtMillis, timeZone);
    }

    public PortalIdentity withTimeZone(String zone) {
        return new PortalIdentity(portalId, owners, types, urlBytes, urlBytesAtMillis, zone);
    }

    public PortalIdentity withUrlBytes(int bytes, long nowMillis) {
        return new PortalIdentity(portalId, owners, types, bytes, nowMillis, timeZone);
    }

    /**
     * The longest URL to try, as far as it was learned within the last 30 days; 0 = none. A proxy on the way may have refused
     * longer ones, or HubSpot may take them by now, so they are tried again after that time.
     */
    public int urlBytesAt(long nowMillis) {
        return OF_URL_BYTES.covers(urlBytesAtMillis, nowMillis) ? urlBytes : 0;
    }
}
