package io.hubflow.engine.load;

import io.hubflow.engine.read.IdRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Claims of one end of an {@link IdSpace}, cut ahead by one thread while the lanes read, so that no lane waits for a cut.
 * Thread-safe.
 */
final class Claims {
    /** Claims that lie ready, besides the one being cut: few, because their size follows what is left at that moment. */
    private static final int READY = 1;

    private static final long LOOK_MILLIS = 50;

    private final IdSpace space;
    private final Cut cut;
    private final BlockingQueue<Optional<Claim>> ready = new ArrayBlockingQueue<>(READY);
    private final AtomicInteger takers;

    /**
     * Ids that one lane has.
     *
     * @param rows how many records they should hold, roughly; 0 = nobody knows
     * @param counted how many HubSpot counted in them when they were cut; absent = not counted
     */
    record Claim(IdRange ids, long rows, OptionalLong counted) {}

    /** Takes the next ids of the space, a claim or a few; none when there are no more. */
    @FunctionalInterface
    interface Cut {
        List<Claim> next() throws InterruptedException;
    }

    /** @param takers lanes that will take; each must call {@link #leave} at its end */
    Claims(IdSpace space, Cut cut, int takers) {
        this.space = space;
        this.cut = cut;
        this.takers = new AtomicInteger(takers);
    }

    /** Cuts until nothing is left or nobody takes any more. A lane of its own. */
    void cutAhead() throws InterruptedException {
        for (var some = cut.next(); !some.isEmpty(); some = cut.next()) {
            for (var claim : some) {
                offer(Optional.of(claim));
            }
        }
        offer(Optional.empty());
    }

    private void offer(Optional<Claim> claim) throws InterruptedException {
        while (!ready.offer(claim, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (takers.get() == 0) {
                putBack(claim);
                return;
            }
        }
        if (takers.get() == 0) {
            putBackReady();
        }
    }

    /** The next claim, which must be released; empty when there is none any more. */
    Optional<Claim> take() throws InterruptedException {
        var next = ready.take();
        if (next.isEmpty()) {
            ready.put(next); // for the others
        }
        return next;
    }

    /** A lane takes no more. The last one leaves what lies ready to other lanes. */
    void leave() {
        if (takers.decrementAndGet() == 0) {
            putBackReady();
        }
    }

    private void putBackReady() {
        var left = new ArrayList<Optional<Claim>>();
        ready.drainTo(left);
        left.forEach(this::putBack);
    }

    private void putBack(Optional<Claim> unread) {
        unread.ifPresent(claim -> {
            space.giveBack(claim.ids(), claim.rows());
            space.release();
        });
    }
}
