package io.hubflow.simulation;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs virtual threads one at a time, in an order that a seed decides, and moves a virtual clock forward only when none of
 * them can go on. So the same seed gives the same history.
 *
 * <p>Virtual threads that a scheduled thread starts are scheduled here too: the JDK gives a virtual thread the scheduler of
 * the one that starts it (seen in JDK 21 and 25). The scheduler of the first one can be chosen by reflection alone, which
 * needs {@code --add-opens=java.base/java.lang=ALL-UNNAMED}.
 */
final class SeededScheduler {
    /** Real time without anything to do after which the threads wait for each other. */
    private static final long STUCK_NANOS = 60_000_000_000L;

    /** Real time in which a thread that waits for another history's monitor gets it. */
    private static final long DEAD_NANOS = 20_000_000L;

    private static final long LOOK_AGAIN_NANOS = 20_000;

    private final Random random;
    private final long seed;
    private int drains;
    /** Filled by any thread: monitors are handed over by a thread of the JDK. */
    private final ConcurrentLinkedQueue<Task> arrivals = new ConcurrentLinkedQueue<>();

    private final List<Task> ready = new ArrayList<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atMillis).thenComparingLong(Event::order));
    private final LongConsumer clockMoves;
    private @Nullable Runnable urgent;
    private long millis;
    private long order;

    /** @param thread the virtual thread's id: threads are numbered in the order in which they were made */
    private record Task(Runnable continuation, long thread) {}

    private record Event(long atMillis, long order, Runnable action) {}

    /** @param clockMoves told by how many milliseconds the clock moved forward */
    SeededScheduler(long seed, LongConsumer clockMoves) {
        this.seed = seed;
        this.random = new Random(seed);
        this.clockMoves = clockMoves;
    }

    /** Elapsed virtual time. */
    long millis() {
        return millis;
    }

    /** Starts a virtual thread whose threads are all run here. */
    Thread start(String name, Runnable work) {
        try {
            Executor here = continuation -> arrivals.add(new Task(continuation, Virtual.threadOf(continuation)));
            var thread = (Thread) Virtual.NEW.invoke(null, here, name, 0, work);
            thread.start();
            return thread;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("the JDK does not let a virtual thread's scheduler be chosen", e);
        }
    }

    /** Parks the calling virtual thread for a while of virtual time. */
    void sleep(long forMillis) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var sleeper = Thread.currentThread();
        var due = new boolean[1];
        events.add(new Event(millis + Math.max(0, forMillis), order++, () -> {
            due[0] = true;
            LockSupport.unpark(sleeper);
        }));
        while (!due[0]) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** As {@link #sleep}, whatever interrupts the thread meanwhile; the interruption is kept. */
    void pause(long forMillis) {
        var interrupted = Thread.interrupted();
        while (true) {
            try {
                sleep(forMillis);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs something on the scheduler's own platform thread while no virtual thread runs, and waits for it. */
    <T> T outside(Callable<T> work) throws Exception {
        var caller = Thread.currentThread();
        if (!caller.isVirtual()) {
            return work.call();
        }
        var outcome = new Outcome<T>();
        urgent = () -> {
            outcome.take(work);
            LockSupport.unpark(caller);
        };
        while (!outcome.done) {
            LockSupport.park(this);
            if (!outcome.done && Thread.interrupted()) {
                outcome.interrupted = true;
            }
        }
        if (outcome.interrupted) {
            caller.interrupt();
        }
        return outcome.value();
    }

    private static final class Outcome<T> {
        private @Nullable T value;
        private @Nullable Exception failure;
        private boolean done;
        private boolean interrupted;

        void take(Callable<T> work) {
            try {
                value = work.call();
            } catch (Exception e) {
                failure = e;
            }
            done = true;
        }

        @SuppressWarnings("NullAway") // what the work gave, which may be null
        T value() throws Exception {
            if (failure != null) {
                throw failure;
            }
            return value;
        }
    }

    /**
     * Runs everything until the condition holds.
     *
     * @return false when nothing can go on although the condition does not hold
     */
    boolean runWhilePossible(BooleanSupplier done) {
        return runWhilePossible(done, STUCK_NANOS);
    }

    /**
     * Lets the threads of killed processes end; some wait for each other and never will. How many did depends on real time,
     * so what comes after is drawn anew from the seed.
     */
    void drain(BooleanSupplier done) {
        runWhilePossible(done, DEAD_NANOS);
        random.setSeed(seed + 31L * ++drains);
    }

    private boolean runWhilePossible(BooleanSupplier done, long patienceNanos) {
        while (!done.getAsBoolean()) {
            collect();
            if (!ready.isEmpty()) {
                runOne();
            } else if (!events.isEmpty()) {
                next();
            } else if (!somethingArrives(patienceNanos)) {
                return false;
            }
        }
        return true;
    }

    /**
     * In the order of the threads, not of their waking: a pool that is closed interrupts its threads in the order of their
     * identity hashes, which differ each time.
     */
    private void collect() {
        var first = ready.size();
        for (var task = arrivals.poll(); task != null; task = arrivals.poll()) {
            ready.add(task);
        }
        ready.subList(first, ready.size()).sort(Comparator.comparingLong(Task::thread));
    }

    private void runOne() {
        var last = ready.size() - 1;
        var chosen = last == 0 ? 0 : random.nextInt(last + 1);
        var task = ready.get(chosen);
        ready.set(chosen, ready.get(last));
        ready.remove(last);
        task.continuation.run();
        for (var work = urgent; work != null; work = urgent) {
            urgent = null;
            work.run();
            // The caller goes on before anybody else, as if it had not waited.
            var resumed = arrivals.poll();
            if (resumed != null) {
                resumed.continuation.run();
            }
        }
    }

    private void next() {
        var event = events.remove();
        if (event.atMillis > millis) {
            var by = event.atMillis - millis;
            millis = event.atMillis;
            moveClock(by);
        }
        event.action.run();
    }

    /**
     * On a virtual thread, because the clock may have to wait for a lock: a thread that holds it can stand before a monitor
     * that another history has (Jackson's caches are shared by all), and must be able to go on.
     */
    private void moveClock(long by) {
        var move = new FutureTask<>(() -> clockMoves.accept(by), by);
        start("clock", move);
        while (!move.isDone()) {
            collect();
            if (!ready.isEmpty()) {
                runOne();
            } else if (!somethingArrives(STUCK_NANOS)) {
                throw new IllegalStateException("the clock cannot move: a thread that holds the portal's lock waits");
            }
        }
        if (move.state() == Future.State.FAILED) {
            throw new IllegalStateException("the portal's clock could not be moved", move.exceptionNow());
        }
    }

    private boolean somethingArrives(long patienceNanos) {
        var since = System.nanoTime();
        while (arrivals.isEmpty()) {
            if (System.nanoTime() - since > patienceNanos) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return true;
    }

    private static final class Virtual {
        private static final Method NEW = find();
        /** The continuation is a lambda of its virtual thread. */
        private static volatile @Nullable Field thread;

        /** 0 where the JDK does not tell. */
        static long threadOf(Runnable continuation) {
            try {
                var field = thread;
                if (field == null || field.getDeclaringClass() != continuation.getClass()) {
                    field = Arrays.stream(continuation.getClass().getDeclaredFields())
                            .filter(one -> Thread.class.isAssignableFrom(one.getType()))
                            .findFirst()
                            .orElse(null);
                    if (field == null) {
                        return 0;
                    }
                    field.setAccessible(true);
                    thread = field;
                }
                return field.get(continuation) instanceof Thread found ? found.threadId() : 0;
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("the JDK does not let a virtual thread's continuation be read", e);
            }
        }

        private static Method find() {
            try {
                var found = Class.forName("java.lang.ThreadBuilders")
                        .getDeclaredMethod("newVirtualThread", Executor.class, String.class, int.class, Runnable.class);
                found.setAccessible(true);
                return found;
            } catch (ReflectiveOperationException | RuntimeException e) {
                throw new IllegalStateException(
                        "Start Java with --add-opens=java.base/java.lang=ALL-UNNAMED (JDK 21 to 25 are known to work).",
                        e);
            }
        }
    }
}
