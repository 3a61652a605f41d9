package io.hubflow.engine;

import io.hubflow.engine.load.ReadingTurn;
import io.hubflow.error.ConnectorException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * How many object types read at once. All of them begin at once, because to learn that nothing has changed takes two calls and no
 * memory. Then those that have much to read wait for each other, and those that have little do not wait for them.
 *
 * <p>Types with much to read come in the order of the run: each waits until those before it are known to have a turn, or to need
 * none. Which thread starts first makes no difference. Made by one thread; turns are used by one thread each.
 */
final class ReadingTurns {
    private final boolean oneByOne;
    private final Semaphore many;
    private final Semaphore few = new Semaphore(ReadingTurn.FEW_AT_ONCE);
    private CountDownLatch before = new CountDownLatch(0);

    /** @param atOnce types with much to read; with 1 every type waits for the one before */
    ReadingTurns(int atOnce) {
        this.oneByOne = atOnce <= 1;
        this.many = new Semaphore(Math.max(1, atOnce));
    }

    /** The turn of the next type. */
    Turn next() {
        var turn = new Turn(before);
        before = turn.decided;
        return turn;
    }

    /** Of one object type. */
    final class Turn implements ReadingTurn, AutoCloseable {
        private final CountDownLatch before;
        private final CountDownLatch decided = new CountDownLatch(1);
        private @Nullable Semaphore held;

        private Turn(CountDownLatch before) {
            this.before = before;
        }

        /**
         * Once, before anything of the type is read.
         *
         * @param loadsFirst whether all of its records are still to be read, however many there are
         */
        void begin(boolean loadsFirst) {
            if (oneByOne) {
                await(Long.MAX_VALUE);
            } else if (!loadsFirst) {
                decided.countDown();
            }
        }

        @Override
        public void await(long records) {
            var wanted = oneByOne || records > FEW_RECORDS ? many : few;
            if (held == wanted || held == many) {
                return;
            }
            try {
                if (wanted == few) {
                    decided.countDown();
                } else {
                    before.await();
                }
                wanted.acquire();
            } catch (InterruptedException e) {
                throw ConnectorException.interrupted(e);
            }
            decided.countDown();
            giveBack();
            held = wanted;
        }

        /** The type reads no more. */
        void giveBack() {
            if (held != null) {
                held.release();
                held = null;
            }
        }

        /** Those that come after wait no longer. */
        @Override
        public void close() {
            decided.countDown();
            giveBack();
        }
    }
}
