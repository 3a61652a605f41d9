package io.hubflow.engine.load;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.RefreshBudget.Bucket;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import java.util.List;

/**
 * The one refresh budget of a portal: every object type draws on it. What is left is kept with the state of each object type
 * that drew on it; whoever remembers least was there last. Thread-safe.
 */
public final class RefreshLedger {
    private Bucket bucket = Bucket.FULL;
    private List<Bucket> remembered;

    private RefreshLedger(List<Bucket> remembered) {
        this.remembered = List.copyOf(remembered);
    }

    /** A full one. */
    public static RefreshLedger full() {
        return new RefreshLedger(List.of());
    }

    /** As the states in these checkpoints remember it. */
    public static RefreshLedger of(List<Checkpoint> checkpoints) {
        return new RefreshLedger(rememberedIn(checkpoints));
    }

    /** What the states in these checkpoints remember. */
    public static List<Bucket> rememberedIn(List<Checkpoint> checkpoints) {
        return checkpoints.stream()
                .filter(ObjectState::isIn)
                .map(checkpoint -> StateCodec.read(checkpoint, ObjectState.class))
                .map(state ->
                        new Bucket(state.refresh().tokens(), state.refresh().tokensAtMillis()))
                .toList();
    }

    /** What another remembers. */
    public synchronized void adopt(Bucket other, long nowMillis, double dailyCalls) {
        if (other.tokensAt(nowMillis, dailyCalls) < bucket.tokensAt(nowMillis, dailyCalls)) {
            bucket = other;
        }
    }

    /** Calls that may be spent now. */
    public synchronized double tokens(long nowMillis, double dailyCalls) {
        for (var other : remembered) {
            adopt(other, nowMillis, dailyCalls);
        }
        remembered = List.of();
        return bucket.tokensAt(nowMillis, dailyCalls);
    }

    /** Takes at most this many calls out, as many as there are; what is not needed is given back. */
    public synchronized double reserve(double most, long nowMillis, double dailyCalls) {
        var taken = Math.min(most, tokens(nowMillis, dailyCalls));
        spend(taken, nowMillis, dailyCalls);
        return taken;
    }

    /** Calls that were made. More than there were leave nothing. */
    public synchronized void spend(double calls, long nowMillis, double dailyCalls) {
        bucket = new Bucket(Math.max(0, tokens(nowMillis, dailyCalls) - calls), nowMillis);
    }

    public synchronized void giveBack(double calls) {
        bucket = new Bucket(bucket.tokens() + calls, bucket.atMillis());
    }

    /** As it is now, to be remembered. */
    public synchronized Bucket bucket() {
        return bucket;
    }
}
