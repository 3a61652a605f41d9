package io.hubflow.engine.commit;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.fact.FactReader;
import io.hubflow.engine.fact.FactRequest;
import io.hubflow.error.ConnectorException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Rows on their way to the stages, with the facts of their records. Rows are collected to groups of {@link FactRequest#MOST_IDS} records;
 * the facts of a group are read while the next rows come, by every reader at once; groups are handed on in the order in which
 * their rows came, each with its facts and its progress. So nothing that is handed on covers a record whose facts are missing.
 *
 * <p>At most {@link FactRequest#MOST_GROUPS} groups wait for their facts; whoever brings more waits. A group whose facts cannot be read
 * ends it once the groups before it are handed on: that group and all later ones never are. Thread-safe.
 *
 * @param <R> some rows, in the form in which they wait
 */
final class FactGroups<R> implements AutoCloseable {
    private final List<FactReader> readers;
    private final R noRows;
    private final ToIntFunction<R> count;
    private final Consumer<Group<R>> handOn;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Deque<Group<R>> inFlight = new ArrayDeque<>();
    private Group<R> filling;
    private boolean handingOn;
    private boolean abandoned;
    private @Nullable RuntimeException failure;

    /** Whether a reader asks for records that come into the filter. */
    boolean wantArrivals() {
        return readers.stream().anyMatch(FactReader::wantsArrivals);
    }

    /** How many calls the facts of each record cost. */
    double callsPerRecord() {
        return readers.stream()
                .filter(reader -> !reader.isLost())
                .mapToDouble(FactReader::callsPerRecord)
                .sum();
    }

    /**
     * @param noRows what stands for no rows at all
     * @param count how many rows there are
     * @param handOn takes the groups, one at a time
     */
    FactGroups(List<FactReader> readers, R noRows, ToIntFunction<R> count, Consumer<Group<R>> handOn) {
        this.readers = List.copyOf(readers);
        this.noRows = noRows;
        this.count = count;
        this.handOn = handOn;
        this.filling = new Group<>();
    }

    /** What a caller brought, all or nothing. */
    record Taken<R>(R rows, List<QuarantinedRow> bad, UnaryOperator<ObjectState> progress) {}

    /** The sets that one reader brought. */
    record Facts(FactReader reader, List<FactSet> sets) {}

    /** Rows, their progress in order, and the facts of their records. */
    static final class Group<R> {
        private final List<Taken<R>> taken = new ArrayList<>();
        private final Set<Long> ids = new LinkedHashSet<>();
        private final Set<Long> changed = new LinkedHashSet<>();
        private final List<Facts> facts = new ArrayList<>();
        private int rows;
        private int reading;
        private @Nullable RuntimeException failure;

        List<Taken<R>> taken() {
            return taken;
        }

        List<Facts> facts() {
            return facts;
        }

        private boolean isEmpty() {
            return taken.isEmpty();
        }

        private boolean isFull() {
            return ids.size() >= FactRequest.MOST_IDS || rows >= FactRequest.MOST_IDS;
        }

        private void add(Taken<R> some, int count, FactRequest request) {
            taken.add(some);
            rows += count;
            ids.addAll(request.ids());
            changed.addAll(request.changed());
        }
    }

    /** Takes rows; waits while too many groups are under way. */
    void add(Taken<R> some, FactRequest request) {
        if (readers.isEmpty() || isAbandoned()) {
            var alone = new Group<R>();
            alone.add(some, count.applyAsInt(some.rows()), FactRequest.NONE);
            handOn.accept(alone);
            return;
        }
        lock.lock();
        try {
            requireWorking();
            if (!filling.isEmpty() && filling.ids.size() + request.ids().size() > FactRequest.MOST_IDS) {
                dispatch(readers);
            }
            filling.add(some, count.applyAsInt(some.rows()), request);
            if (filling.isFull() || (filling.ids.isEmpty() && inFlight.isEmpty())) {
                dispatch(readers);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isAbandoned() {
        lock.lock();
        try {
            return abandoned;
        } finally {
            lock.unlock();
        }
    }

    /** Reads facts for records whose rows are in the table, and hands them on in their turn. */
    void addFacts(FactReader reader, FactRequest request, UnaryOperator<ObjectState> progress) {
        lock.lock();
        try {
            requireWorking();
            if (!filling.isEmpty()) {
                dispatch(readers);
            }
            filling.add(new Taken<>(noRows, List.of(), progress), 0, request);
            dispatch(List.of(reader));
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything that was taken has been handed on. */
    void drain() {
        lock.lock();
        try {
            requireWorking();
            if (!filling.isEmpty()) {
                dispatch(readers);
            }
            while (!inFlight.isEmpty()) {
                await();
                requireWorking();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what has not been handed on. What is added from now on is handed on at once, without facts. */
    void abandon() {
        threads.shutdownNow();
        lock.lock();
        try {
            abandoned = true;
            while (handingOn) {
                moved.awaitUninterruptibly();
            }
            inFlight.clear();
            filling = new Group<>();
            failure = null;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        abandon();
        threads.close();
    }

    /** Holds the lock, which is given up while it waits for room; the group may have been dispatched by another by then. */
    private void dispatch(List<FactReader> by) {
        var group = filling;
        while (inFlight.size() >= FactRequest.MOST_GROUPS) {
            await();
            requireWorking();
            if (group != filling) {
                return;
            }
        }
        filling = new Group<>();
        inFlight.addLast(group);
        if (group.ids.isEmpty() || by.isEmpty()) {
            handOnReady();
            requireWorking();
            return;
        }
        group.reading = by.size();
        var request = new FactRequest(List.copyOf(group.ids), List.copyOf(group.changed));
        for (var reader : by) {
            threads.execute(() -> read(group, reader, request));
        }
    }

    private void read(Group<R> group, FactReader reader, FactRequest request) {
        List<FactSet> sets = List.of();
        @Nullable RuntimeException failed = null;
        try {
            sets = reader.read(request);
        } catch (RuntimeException e) {
            failed = e;
        } catch (Error e) { // everyone would wait for this group
            failed = ConnectorException.of("Reading facts", e);
        }
        lock.lock();
        try {
            if (failed != null && group.failure == null) {
                group.failure = failed;
            }
            group.facts.add(new Facts(reader, sets));
            group.reading--;
            handOnReady();
        } finally {
            lock.unlock();
        }
    }

    /** Holds the lock, but not while a group is being handed on; one thread at a time does it, in order. */
    private void handOnReady() {
        if (handingOn) {
            return;
        }
        handingOn = true;
        try {
            for (var head = inFlight.peekFirst();
                    head != null && head.reading == 0 && failure == null && !abandoned;
                    head = inFlight.peekFirst()) {
                if (head.failure != null) {
                    fail(head.failure);
                    return;
                }
                handOnUnlocked(head);
                inFlight.pollFirst();
                moved.signalAll();
            }
        } catch (RuntimeException e) {
            fail(e);
        } catch (Error e) {
            fail(ConnectorException.of("Staging rows", e));
        } finally {
            handingOn = false;
            moved.signalAll();
        }
    }

    private void handOnUnlocked(Group<R> group) {
        lock.unlock();
        try {
            handOn.accept(group);
        } finally {
            lock.lock();
        }
    }

    private void fail(RuntimeException e) {
        if (failure == null && !abandoned) {
            failure = e;
        }
        moved.signalAll();
    }

    private void requireWorking() {
        if (failure != null) {
            throw failure;
        }
    }

    private void await() {
        try {
            moved.await();
        } catch (InterruptedException e) {
            throw ConnectorException.interrupted(e);
        }
    }
}
