package io.hubflow.simulation;

import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.LiveIds;
import io.hubflow.engine.destination.RunLease;
import io.hubflow.engine.destination.StoredTables;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A destination as one process sees it: each call is a step at which the process may be killed, replies to commits may be
 * lost, and what was written is counted.
 */
final class FaultyDestination {
    private final Destination inner;
    private final SeededScheduler scheduler;
    private final RunProcess process;
    /** By the number of the commit: whether one whose reply is lost is carried out. */
    private final Map<Integer, Boolean> lostReplies;

    private final List<CommitResult> results = new ArrayList<>();
    private final Map<String, Long> written = new TreeMap<>();
    private int commits;
    private int lost;

    private FaultyDestination(
            Destination inner, SeededScheduler scheduler, RunProcess process, Map<Integer, Boolean> lostReplies) {
        this.inner = inner;
        this.scheduler = scheduler;
        this.process = process;
        this.lostReplies = lostReplies;
    }

    static FaultyDestination of(
            Destination inner, SeededScheduler scheduler, RunProcess process, Map<Integer, Boolean> lostReplies) {
        return new FaultyDestination(inner, scheduler, process, lostReplies);
    }

    /** What the engine is given. */
    Destination destination() {
        return (Destination) Proxy.newProxyInstance(
                FaultyDestination.class.getClassLoader(),
                new Class<?>[] {Destination.class},
                (proxy, method, arguments) -> call(method, arguments));
    }

    /** Rows and facts that commits wrote, by table, as far as their replies arrived. */
    Map<String, Long> written() {
        return written;
    }

    int commits() {
        return commits;
    }

    int lost() {
        return lost;
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "commitThreads" -> Thread.ofVirtual().factory();
            case "close" -> pass(inner, method, arguments);
            case "commit" -> commit(method, arguments);
            case "storedTables" -> {
                var tables = (Optional<?>) Objects.requireNonNull(step(method, arguments));
                yield tables.map(StoredTables.class::cast).map(this::storedTables);
            }
            case "liveIds" -> liveIds((LiveIds) Objects.requireNonNull(step(method, arguments)));
            case "beginRun" -> {
                var lease = (RunLease) Objects.requireNonNull(step(method, arguments));
                yield (RunLease) () -> end(lease);
            }
            default -> step(method, arguments);
        };
    }

    /** Also after a kill: here claims end with the process. */
    private void end(RunLease lease) {
        try {
            scheduler.outside(() -> {
                lease.close();
                return true;
            });
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable Object step(Method method, Object @Nullable [] arguments) throws Throwable {
        process.step();
        return pass(inner, method, arguments);
    }

    private Object commit(Method method, Object @Nullable [] arguments) throws Throwable {
        process.step();
        scheduler.pause(1);
        process.step();
        var lostReply = lostReplies.get(++commits);
        if (lostReply != null && !lostReply) {
            lost++;
            throw unknown();
        }
        var result = (CommitResult) Objects.requireNonNull(pass(inner, method, arguments));
        note((Commit) Objects.requireNonNull(arguments)[0], result);
        process.step();
        if (lostReply != null) {
            lost++;
            throw unknown();
        }
        return result;
    }

    private void note(Commit commit, CommitResult result) {
        results.add(result);
        for (var i = 0; i < commit.stages().size(); i++) {
            written.merge(
                    commit.stages().get(i).schema().objectType(),
                    result.tables().get(i).written(),
                    Long::sum);
        }
    }

    private static ConnectorException unknown() {
        return new ConnectorException(
                ErrorCode.COMMIT_OUTCOME_UNKNOWN, "The reply to the commit was lost.", "It may have happened.", "");
    }

    /** A virtual thread that waits for a warehouse inside the destination's lock would keep it from everybody. */
    private StoredTables storedTables(StoredTables tables) {
        return (StoredTables) Proxy.newProxyInstance(
                FaultyDestination.class.getClassLoader(),
                new Class<?>[] {StoredTables.class},
                (proxy, method, arguments) -> {
                    process.step();
                    return pass(tables, method, arguments);
                });
    }

    private LiveIds liveIds(LiveIds ids) {
        return (LiveIds) Proxy.newProxyInstance(
                FaultyDestination.class.getClassLoader(),
                new Class<?>[] {LiveIds.class},
                (proxy, method, arguments) -> {
                    process.step();
                    if (method.getReturnType() == PrimitiveIterator.OfLong.class) {
                        return ((LongStream) scheduler.outside(() -> all(ids, method, arguments))).iterator();
                    }
                    return pass(ids, method, arguments);
                });
    }

    private static LongStream all(LiveIds ids, Method method, Object @Nullable [] arguments) throws Exception {
        var iterator = (PrimitiveIterator.OfLong) Objects.requireNonNull(method.invoke(ids, arguments));
        var all = LongStream.builder();
        iterator.forEachRemaining((long id) -> all.add(id));
        return all.build();
    }

    private @Nullable Object pass(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return scheduler.outside(() -> method.invoke(target, arguments));
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }
}
