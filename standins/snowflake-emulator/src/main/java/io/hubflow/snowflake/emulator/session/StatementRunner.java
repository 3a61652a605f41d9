package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.catalog.Warehouse;
import io.hubflow.snowflake.emulator.sql.Expr;
import io.hubflow.snowflake.emulator.sql.Query;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import io.hubflow.snowflake.emulator.translate.BindValues;
import io.hubflow.snowflake.emulator.translate.QueryTranslator;
import io.hubflow.snowflake.emulator.translate.Translated;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs one statement of a session. Made for each statement anew. */
final class StatementRunner {
    private final Session session;
    private final World world;
    private final SessionEnvironment environment;
    private final Cancellation cancellation;
    private final String sql;
    private final Function<String, Optional<Submission>> submissions;
    private final Instant now;
    private double warehouseSeconds;
    private boolean usedWarehouse;

    /** @param sql the statement's text as it was sent */
    StatementRunner(
            Session session,
            BindValues binds,
            Instant now,
            Cancellation cancellation,
            String sql,
            Function<String, Optional<Submission>> submissions) {
        this.submissions = submissions;
        this.sql = sql;
        this.now = now;
        this.session = session;
        this.world = session.world();
        this.environment = new SessionEnvironment(session, binds, now);
        this.cancellation = cancellation;
    }

    /** What was submitted under a query id. */
    Optional<Submission> submission(String queryId) {
        return submissions.apply(queryId);
    }

    Session session() {
        return session;
    }

    World world() {
        return world;
    }

    SessionEnvironment environment() {
        return environment;
    }

    Names names() {
        return environment.names();
    }

    Cancellation cancellation() {
        return cancellation;
    }

    Transaction transaction() {
        return session.transaction();
    }

    Duration lockTimeout() {
        return session.parameters().lockTimeout();
    }

    /** How long this statement kept a warehouse working. */
    double warehouseSeconds() {
        return warehouseSeconds;
    }

    /** False for a statement that was answered by the cloud services layer alone. */
    boolean usedWarehouse() {
        return usedWarehouse;
    }

    Result run(Statement statement) throws InterruptedException {
        return switch (statement) {
            case Statement.Select select -> select(select.query());
            case Statement.Insert insert -> new DmlRunner(this).insert(insert);
            case Statement.Update update -> new DmlRunner(this).update(update);
            case Statement.Delete delete -> new DmlRunner(this).delete(delete);
            case Statement.Merge merge -> new DmlRunner(this).merge(merge);
            case Statement.CopyInto copy -> new CopyRunner(this).copy(copy);
            case Statement.Truncate truncate -> new TableRunner(this).truncate(truncate);
            case Statement.CreateTable create -> new TableRunner(this).create(create);
            case Statement.AlterTable alter -> new AlterRunner(this).alter(alter);
            case Statement.CreateView create -> new TableRunner(this).createView(create);
            case Statement.CreateSemanticView create -> new SemanticViewRunner(this).create(create);
            case Statement.RenameStage rename -> new ObjectRunner(this).rename(rename);
            case Statement.CreateStage create -> new ObjectRunner(this).createStage(create);
            case Statement.CreateFileFormat create -> new ObjectRunner(this).createFormat(create);
            case Statement.CreateObject create -> new AccountRunner(this).create(create);
            case Statement.AlterWarehouse alter -> new AccountRunner(this).alterWarehouse(alter);
            case Statement.AlterUser alter -> new AccountRunner(this).alterUser(alter);
            case Statement.CreateMaskingPolicy create -> new PolicyRunner(this).create(create);
            case Statement.CreateTag create -> new PolicyRunner(this).create(create);
            case Statement.Drop drop -> drop(drop);
            case Statement.Comment comment -> new ObjectRunner(this).comment(comment);
            case Statement.Grant grant -> new GrantRunner(this).run(grant);
            case Statement.GrantOnMany grant -> new GrantRunner(this).run(grant);
            case Statement.GrantOwnership grant -> new GrantRunner(this).run(grant);
            case Statement.UseSecondaryRoles use -> new SessionRunner(this).use(use);
            case Statement.Explain explain -> new ExplainRunner(this).explain(explain);
            case Statement.AlterAccount alter -> new AccountRunner(this).alterAccount(alter);
            case Statement.Use use -> new SessionRunner(this).use(use);
            case Statement.AlterSession alter -> new SessionRunner(this).alter(alter);
            case Statement.Begin ignored -> new SessionRunner(this).begin();
            case Statement.Commit ignored -> new SessionRunner(this).commit();
            case Statement.Rollback ignored -> new SessionRunner(this).rollback();
            case Statement.Show show -> new ShowRunner(this).show(show);
            case Statement.Describe describe -> new DescribeRunner(this).describe(describe);
            case Statement.Put put -> new StageRunner(this).put(put);
            case Statement.GetFiles get -> new StageRunner(this).get(get);
            case Statement.ListFiles list -> new StageRunner(this).list(list);
            case Statement.Remove remove -> new StageRunner(this).remove(remove);
        };
    }

    private Result drop(Statement.Drop drop) throws InterruptedException {
        return switch (drop.type()) {
            case "TABLE", "VIEW" -> new TableRunner(this).drop(drop);
            case "SEMANTIC VIEW" -> new SemanticViewRunner(this).drop(drop);
            case "MASKING POLICY", "TAG" -> new PolicyRunner(this).drop(drop);
            case "STAGE", "FILE FORMAT", "SCHEMA" -> new ObjectRunner(this).drop(drop);
            default -> new AccountRunner(this).drop(drop);
        };
    }

    /** The columns that the statement would answer, without running it; empty for anything but a query. */
    List<Translated.Output> describe(Statement statement) {
        if (statement instanceof Statement.Select select
                && SystemFunctions.call(select.query()).isPresent()) {
            return List.of(new Translated.Output("SYSTEM$", SnowType.TEXT));
        }
        return statement instanceof Statement.Select select
                ? new QueryTranslator(environment).translate(select.query()).columns()
                : List.of();
    }

    private Result select(Query query) throws InterruptedException {
        Optional<Expr.Call> system = SystemFunctions.call(query);
        if (system.isPresent()) {
            return SystemFunctions.run(this, system.get());
        }
        Optional<String> scanned = ResultScan.queryId(query);
        if (scanned.isPresent()) {
            return ResultScan.result(this, scanned.get());
        }
        Translated translated = new QueryTranslator(environment).translate(query);
        Query.Body body = query.body();
        boolean needsWarehouse = environment.scansData() || !(body instanceof Query.Select);
        return needsWarehouse && !isAnswered() ? withWarehouse(() -> readAndKeep(translated)) : read(translated);
    }

    private boolean mayBeKept() {
        return environment.dependsOnTablesOnly()
                && !transaction().isOpen()
                && session.parameters().isTrue("USE_CACHED_RESULT");
    }

    private boolean isAnswered() {
        return mayBeKept() && world.results().answers(question(), environment.tablesRead(), world.store(), now);
    }

    private ResultCache.Question question() {
        return new ResultCache.Question(sql, session.parameters().value("TIMEZONE"));
    }

    private Result readAndKeep(Translated translated) {
        long moment = world.store().moment();
        Result result = read(translated);
        if (mayBeKept()) {
            world.results().keep(question(), environment.tablesRead(), moment, now);
        }
        return result;
    }

    private Result read(Translated query) {
        return transaction()
                .read(
                        connection -> {
                            try (var statement = connection.createStatement()) {
                                cancellation.attach(statement);
                                try (var rows = statement.executeQuery(query.sql())) {
                                    return Result.rows(
                                            StatementKind.SELECT,
                                            query.columns(),
                                            ResultReader.read(rows, query.columns()));
                                } finally {
                                    cancellation.detach();
                                }
                            }
                        },
                        environment.tablesRead());
    }

    /** Something that works on the session's warehouse. */
    interface Job<X extends Exception> {
        Result run() throws X;
    }

    /** @throws SnowflakeError 606 when the session has no warehouse that it may use and that is awake or may wake */
    <X extends Exception> Result withWarehouse(Job<X> job) throws X {
        if (world.account().isSuspended()) {
            throw SnowflakeError.accountSuspended();
        }
        Warehouse warehouse = usableWarehouse().orElseThrow(SnowflakeError::noWarehouse);
        warehouse.resourceMonitor().ifPresent(monitor -> {
            throw SnowflakeError.quotaExceeded(warehouse.name(), monitor);
        });
        if (!warehouse.begin()) {
            throw SnowflakeError.noWarehouse();
        }
        long start = System.nanoTime();
        usedWarehouse = true;
        try {
            return job.run();
        } finally {
            Duration worked = Duration.ofNanos(System.nanoTime() - start);
            warehouseSeconds += worked.toMillis() / 1000.0;
            warehouse.end(worked);
        }
    }

    private Optional<Warehouse> usableWarehouse() {
        @Nullable String name = session.warehouse();
        return name == null ? Optional.empty() : world.account().warehouse(name).filter(names().rights()::uses);
    }
}
