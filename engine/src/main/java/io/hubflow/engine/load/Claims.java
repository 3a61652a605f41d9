package io.hubflow.engine.load;

import io.hubflow.engine.range.IdRange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Claims of one end of an {@link IdSpace}, cut ahead by one thread while the lanes read, so that no lane waits for a cut. One
 * claim lies ready besides the one being cut: few, because their size follows what is left at that moment. Thread-safe.
 */
final class Claims {
    private final IdSpace space;
    private final Cut cut;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private @Nullable Claim ready;
    private boolean ended;
    private int takers;

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
        this.takers = takers;
    }

    /** Cuts until nothing is left or nobody takes any more. A lane of its own. */
    void cutAhead() throws InterruptedException {
        var wanted = true;
        while (wanted) {
            var some = cut.next();
            wanted = !some.isEmpty();
            for (var claim : some) {
                wanted &= offer(claim);
            }
        }
        end();
    }

    /** @return false when nobody takes any more; the claim is put back then */
    private boolean offer(Claim claim) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (ready != null && takers > 0) {
                moved.await();
            }
            if (takers == 0) {
                putBack(claim);
                return false;
            }
            ready = claim;
            moved.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next claim, which must be released; empty when there is none any more. */
    Optional<Claim> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (ready == null && !ended) {
                moved.await();
            }
            var next = Optional.ofNullable(ready);
            ready = null;
            moved.signalAll();
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** A lane takes no more. The last one leaves what lies ready to other lanes. */
    void leave() {
        lock.lock();
        try {
            takers--;
            var unread = ready;
            if (takers == 0 && unread != null) {
                ready = null;
                putBack(unread);
            }
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void putBack(Claim unread) {
        space.giveBack(unread.ids(), unread.rows());
        space.release();
    }
}
