package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.fault.Fault;
import io.hubflow.snowflake.emulator.fault.FaultPlan;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import io.hubflow.snowflake.emulator.sql.StatementParser;
import io.hubflow.snowflake.emulator.translate.BindValues;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts statements and runs each once. A request that arrives again with the same id (the driver's retry after a lost reply) joins the
 * first one's execution. Thread-safe.
 */
public final class QueryService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueryService.class);

    /** Submissions that are remembered for retries; the driver gives a request up long before so many others have passed. */
    private static final int REMEMBERED = 500;

    /** Results of more rows than this are remembered for a shorter time. */
    private static final int LARGE_ROWS = 2_000;

    private static final int LARGE_KEPT_SECONDS = 30;

    private final World world;
    private final FaultPlan faults;
    private final StatementLog log;
    /** DuckDB binds a statement's expressions by recursion, and a MERGE of 1,700 columns overflows the usual megabyte. */
    private static final long STACK_BYTES = 64L << 20;

    private final ExecutorService threads = Executors.newCachedThreadPool(Thread.ofPlatform()
            .daemon()
            .name("emulator-query-", 0)
            .stackSize(STACK_BYTES)
            .factory());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("emulator-timer").factory());
    private final Map<String, Submission> byRequest = remembering();
    private final Map<String, Submission> byQuery = remembering();

    public QueryService(World world, FaultPlan faults, StatementLog log) {
        this.world = world;
        this.faults = faults;
        this.log = log;
    }

    private static Map<String, Submission> remembering() {
        return Collections.synchronizedMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Submission> eldest) {
                return size() > REMEMBERED;
            }
        });
    }

    /** @param bindStage where the driver has put the bind rows as CSV, or null */
    public record Request(
            String requestId,
            String sql,
            BindValues binds,
            @Nullable String bindStage,
            boolean describeOnly) {}

    /** Starts the request, or joins its first arrival. */
    public Submission submit(Session session, Request request) {
        synchronized (byRequest) {
            Submission known = byRequest.get(request.requestId());
            if (known != null && known.session() == session) {
                return known;
            }
            var submission = new Submission(
                    queryId(),
                    request.requestId(),
                    session,
                    request.sql(),
                    world.clock().instant());
            byRequest.put(request.requestId(), submission);
            byQuery.put(submission.queryId(), submission);
            threads.execute(() -> run(submission, request));
            return submission;
        }
    }

    public Optional<Submission> find(String queryId) {
        return Optional.ofNullable(byQuery.get(queryId));
    }

    /** Cancels the running request, if it is this session's. */
    public void abort(Session session, String requestId) {
        Submission submission = byRequest.get(requestId);
        if (submission != null && submission.session() == session) {
            submission.cancellation().cancel();
        }
    }

    private static String queryId() {
        return "01" + UUID.randomUUID().toString().substring(2);
    }

    private void run(Submission submission, Request request) {
        Session session = submission.session();
        Instant started = world.clock().instant();
        long startNanos = System.nanoTime();
        StatementKind kind = StatementKind.UNKNOWN;
        @Nullable StatementRunner runner = null;
        Outcome outcome;
        session.transaction().arrived();
        session.lock().lock();
        try {
            StatementParser.Parsed parsed = StatementParser.parseWithBinds(request.sql());
            kind = StatementKind.of(parsed.statement());
            runner = new StatementRunner(
                    session, binds(session, request), started, submission.cancellation(), request.sql(), this::find);
            outcome = run(runner, parsed, kind, request);
        } catch (SnowflakeError e) {
            outcome = new Outcome.Failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome = new Outcome.Failed(SnowflakeError.canceled());
        } catch (RuntimeException e) {
            LOG.error("The emulator failed on: {}", request.sql(), e);
            outcome = new Outcome.Failed(new SnowflakeError(300_002, "XX000", "Internal error of the emulator: " + e));
        } finally {
            session.transaction().touch();
            session.lock().unlock();
        }
        if (!request.describeOnly()) {
            session.lastQueryId(submission.queryId());
            double seconds = (System.nanoTime() - startNanos) / 1e9;
            record(
                    submission,
                    request,
                    kind,
                    outcome,
                    started,
                    seconds,
                    runner == null ? 0 : runner.warehouseSeconds(),
                    runner != null && runner.usedWarehouse());
        }
        submission.complete(outcome, world.clock().instant());
        forgetLargeResult(submission, outcome);
    }

    /** A retry of a query does no harm, so its rows need not be kept for one for long. */
    private void forgetLargeResult(Submission submission, Outcome outcome) {
        if (outcome instanceof Outcome.Done done && done.result().rows().size() > LARGE_ROWS && !timer.isShutdown()) {
            timer.schedule(
                    () -> {
                        byRequest.remove(submission.requestId(), submission);
                        byQuery.remove(submission.queryId(), submission);
                    },
                    LARGE_KEPT_SECONDS,
                    TimeUnit.SECONDS);
        }
    }

    private Outcome run(StatementRunner runner, StatementParser.Parsed parsed, StatementKind kind, Request request)
            throws InterruptedException {
        Statement statement = parsed.statement();
        if (request.describeOnly()) {
            List<SnowType> binds = Collections.nCopies(parsed.binds(), SnowType.TEXT);
            return new Outcome.Described(kind, runner.describe(statement), binds, kind == StatementKind.INSERT);
        }
        if (request.bindStage() == null
                && parsed.binds() > request.binds().types().size()) {
            throw new SnowflakeError(2049, "42601", "SQL compilation error:\nBind variable ? not set.");
        }
        Duration timeout = runner.session().parameters().statementTimeout();
        ScheduledFuture<?> alarm = timer.schedule(
                () -> runner.cancellation().cancel(timeout(timeout)), timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            injectFaults(runner, kind, request.sql());
            return new Outcome.Done(runner.run(statement));
        } catch (SnowflakeError e) {
            return new Outcome.Failed(runner.cancellation()
                    .reason()
                    .filter(reason -> e.code() == 604)
                    .orElse(e));
        } finally {
            alarm.cancel(false);
        }
    }

    private static SnowflakeError timeout(Duration timeout) {
        return new SnowflakeError(
                630,
                "57014",
                "Statement reached its statement or warehouse timeout of " + timeout.toSeconds()
                        + " second(s) and was canceled.");
    }

    private void injectFaults(StatementRunner runner, StatementKind kind, String sql) throws InterruptedException {
        Optional<Fault> slow = faults.take(Fault.Kind.SLOW, kind.name(), sql);
        if (slow.isPresent()) {
            runner.cancellation().pause(slow.get().delay());
        }
        if (faults.take(Fault.Kind.WAREHOUSE_SUSPENDED, kind.name(), sql).isPresent()) {
            throw SnowflakeError.noWarehouse();
        }
        if (faults.take(Fault.Kind.LOCK_TIMEOUT, kind.name(), sql).isPresent()) {
            throw TableLocks.timeout("(injected)");
        }
    }

    private static BindValues binds(Session session, Request request) {
        return request.bindStage() == null ? request.binds() : BindStage.values(session, request.bindStage());
    }

    private void record(
            Submission submission,
            Request request,
            StatementKind kind,
            Outcome outcome,
            Instant started,
            double seconds,
            double warehouseSeconds,
            boolean usedWarehouse) {
        Session session = submission.session();
        @Nullable SnowflakeError error = outcome instanceof Outcome.Failed failed ? failed.error() : null;
        long rows = outcome instanceof Outcome.Done done ? done.result().affected() : 0;
        log.add(new StatementRecord(
                log.nextNumber(),
                session.id(),
                session.user(),
                session.role(),
                kind.name(),
                request.sql(),
                submission.queryId(),
                request.requestId(),
                session.parameters().value("QUERY_TAG"),
                rows,
                error == null ? null : error.wireCode(),
                error == null ? null : error.getMessage(),
                started.toString(),
                seconds,
                warehouseSeconds,
                usedWarehouse));
    }

    @Override
    public void close() {
        byRequest.values().forEach(submission -> submission.cancellation().cancel());
        timer.shutdownNow();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
