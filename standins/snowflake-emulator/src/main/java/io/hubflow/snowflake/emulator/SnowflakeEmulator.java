package io.hubflow.snowflake.emulator;

import com.sun.net.httpserver.HttpServer;
import io.hubflow.snowflake.emulator.catalog.Account;
import io.hubflow.snowflake.emulator.fault.FaultPlan;
import io.hubflow.snowflake.emulator.http.AdminHandler;
import io.hubflow.snowflake.emulator.http.SnowflakeHandler;
import io.hubflow.snowflake.emulator.session.QueryService;
import io.hubflow.snowflake.emulator.session.ResultCache;
import io.hubflow.snowflake.emulator.session.Sessions;
import io.hubflow.snowflake.emulator.session.StageFiles;
import io.hubflow.snowflake.emulator.session.StatementLog;
import io.hubflow.snowflake.emulator.session.Store;
import io.hubflow.snowflake.emulator.session.TableLocks;
import io.hubflow.snowflake.emulator.session.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A running stand-in for one Snowflake account, on 127.0.0.1. The real JDBC driver connects to {@link #jdbcUrl()} with
 * {@code ssl=off} and the account, user and credential of the {@link EmulatorOptions}.
 *
 * <p>For tests and demos only: no TLS, everything is lost at {@link #close()}. Thread-safe.
 */
public final class SnowflakeEmulator implements AutoCloseable {
    static {
        // Without it every reply waits some 40 ms for the acknowledgement of its header.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final EmulatorOptions options;
    private final Store store;
    private final StageFiles stages;
    private final Sessions sessions;
    private final QueryService queries;
    private final HttpServer server;
    private final ExecutorService threads;
    private final EmulatorAdmin admin;

    private SnowflakeEmulator(EmulatorOptions options) throws IOException {
        this.options = options;
        Account account = options.newAccount();
        this.store = Store.open(options.limits().memory());
        this.stages = new StageFiles(store.directory(), options.storage());
        var world = new World(
                account,
                store,
                stages,
                new TableLocks(options.limits().idleBlocker()),
                new ResultCache(),
                options.clock(),
                options.limits().maxDocumentBytes(),
                ConcurrentHashMap.newKeySet());
        var faults = new FaultPlan();
        var log = new StatementLog();
        this.sessions = new Sessions(world);
        this.queries = new QueryService(world, faults, log);
        this.admin = new EmulatorAdmin(world, sessions, faults, log);
        this.threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("emulator-http-", 0).factory());
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), options.port()), 0);
        server.setExecutor(threads);
        server.createContext(
                "/",
                new SnowflakeHandler(
                        account,
                        sessions,
                        queries,
                        faults,
                        options.clock(),
                        options.limits().longQuery()));
        server.createContext("/_admin", new AdminHandler(admin.internals()));
        server.start();
    }

    /** Starts an account with the options' users, roles, warehouses and schemas. */
    public static SnowflakeEmulator start(EmulatorOptions options) {
        try {
            return new SnowflakeEmulator(options);
        } catch (IOException e) {
            throw new UncheckedIOException("The Snowflake emulator could not listen on port " + options.port(), e);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** {@code http://127.0.0.1:port}. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** {@code jdbc:snowflake://127.0.0.1:port/}. */
    public String jdbcUrl() {
        return "jdbc:snowflake://127.0.0.1:" + port() + "/";
    }

    public EmulatorOptions options() {
        return options;
    }

    /** Faults, log, statistics and tables, for tests in the same JVM. */
    public EmulatorAdmin admin() {
        return admin;
    }

    /** One line of JSON for a parent process: where the emulator is and how to log in. The credentials are the emulator's own. */
    public String readyLine() {
        return ReadyLine.of(this);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        queries.close();
        sessions.close();
        stages.storage().close();
        store.close();
    }
}
