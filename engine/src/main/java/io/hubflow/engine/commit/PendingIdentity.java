package io.hubflow.engine.commit;

import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.KnownRecord;
import io.hubflow.engine.identity.PortalGuard;
import java.util.ArrayList;
import java.util.List;

/**
 * The portal's identity on its way to the destination. It goes with every commit until one that writes data has taken it
 * along, so that there is never a row or a reference table without it. Thread-safe.
 */
public final class PendingIdentity {
    private final Streams streams;
    private PortalIdentity identity;
    private boolean pending;

    public PendingIdentity(Streams streams, PortalGuard.Verdict verdict) {
        this.streams = streams;
        this.identity = verdict.identity();
        this.pending = !verdict.known();
    }

    public synchronized PortalIdentity identity() {
        return identity;
    }

    public synchronized void change(PortalIdentity to) {
        pending |= !to.equals(identity);
        identity = to;
    }

    /** The first owners that are read stay the known ones. */
    public synchronized void knowOwners(List<KnownRecord> owners) {
        if (identity.owners().isEmpty()) {
            change(identity.withOwners(owners));
        }
    }

    /** HubSpot refused longer URLs. */
    public synchronized void knowUrlBytes(int bytes, long nowMillis) {
        change(identity.withUrlBytes(bytes, nowMillis));
    }

    synchronized boolean isPending() {
        return pending;
    }

    /** The same commit with the identity in it. */
    synchronized Commit into(Commit commit) {
        var checkpoints = new ArrayList<>(commit.checkpoints());
        checkpoints.add(streams.next(PortalIdentity.STREAM, StateCodec.write(identity)));
        return new Commit(commit.stages(), commit.quarantined(), commit.references(), checkpoints, commit.runs())
                .withFacts(commit.factStages());
    }

    /** A commit that was made {@link #into} has happened. */
    synchronized void committed(Commit commit, boolean wroteData) {
        var written = commit.checkpoints().getLast().state();
        pending = !wroteData || !written.equals(StateCodec.write(identity));
    }
}
