package io.hubflow.engine.checkpoint;

import io.hubflow.engine.destination.KnownRecord;
import java.util.List;

/**
 * Which portal a destination's tables belong to; kept beside them in the stream {@link #STREAM}.
 *
 * @param portalId HubSpot's number for the portal; 0 when it has never been told
 * @param owners some of the portal's owners, by which a portal without records is recognised
 * @param types the names that object types have been given here
 * @param urlBytes the longest URL that HubSpot has not refused in this portal; 0 = none was refused
 */
public record PortalIdentity(long portalId, List<KnownRecord> owners, List<TypeBinding> types, int urlBytes) {
    /** No object type is called so: HubSpot's names have no slash. */
    public static final String STREAM = "_hubflow/portal";

    public static final PortalIdentity UNKNOWN = new PortalIdentity(0, List.of(), List.of(), 0);

    // Jackson gives null for a field that an older version did not write.
    public PortalIdentity {
        owners = owners == null ? List.of() : List.copyOf(owners);
        types = types == null ? List.of() : List.copyOf(types);
    }

    public PortalIdentity withPortal(long id) {
        return new PortalIdentity(id, owners, types, urlBytes);
    }

    public PortalIdentity withOwners(List<KnownRecord> known) {
        return new PortalIdentity(portalId, known, types, urlBytes);
    }

    public PortalIdentity withTypes(List<TypeBinding> bound) {
        return new PortalIdentity(portalId, owners, bound, urlBytes);
    }

    public PortalIdentity withUrlBytes(int bytes) {
        return new PortalIdentity(portalId, owners, types, bytes);
    }
}
