package io.hubflow.e2e.story;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulation.Circumstance.AlteredTable;
import io.hubflow.simulation.Circumstance.Change;
import io.hubflow.simulation.DuckDbWarehouse;
import io.hubflow.simulation.PortalChange;
import io.hubflow.simulation.SnowflakeWarehouse;
import io.hubflow.simulation.Tables;
import io.hubflow.simulation.TruthCheck;
import io.hubflow.simulation.Warehouse;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.snowflake.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Lets one plot happen, a command line at a time, and checks what is there at its end. */
final class Story implements AutoCloseable {
    /** The longest settle lag and HubSpot's clock, which is known to the second, fit into it. */
    private static final Duration CALM = Duration.ofMinutes(6);

    private static final String SALT = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
    private static final String SNOWFLAKE_PASSWORD = "loader-password";

    private static final Set<Integer> DONE = Set.of(0);
    /** Of verify: right or different. */
    private static final Set<Integer> COMPARED = Set.of(0, 6);
    /** The same where an object type may not be loaded whole: it fails, with the advice to sync first, or all of them do. */
    private static final Set<Integer> COMPARED_IN_PART = Set.of(0, 1, 2, 6);
    /** Of a run that HubSpot or the warehouse does not let through: failed, refused, no destination, no quota. */
    private static final Set<Integer> TROUBLED = Set.of(0, 1, 3, 4, 5);

    private final Plot plot;
    private final Consumer<String> script;
    private final Path folder;
    private final Simulator portal;
    private final Warehouse warehouse;
    private final CommandLines commands;
    private final OutputCheck output;
    private final List<String> problems = new ArrayList<>();
    private Settings settings;
    /** How many steps have begun; read by the simulator's threads. */
    private volatile int steps;
    /** Whether something happened after which an object type may not be loaded whole until the next run. */
    private boolean mayLackTables;

    /** Whether a user's index keeps DuckDB from changing columns: hubflow then says which to drop. */
    private boolean isIndexed;

    /** When the first run had ended; no cursor lies before. */
    private Instant loadedSince = Instant.MAX;

    /** @param script told what is typed and what else happens, as it happens */
    Story(Plot plot, Consumer<String> script) throws IOException {
        this.plot = plot;
        this.script = script;
        this.settings = plot.settings();
        this.folder = Files.createTempDirectory("hubflow-story-");
        this.portal = Simulator.start(plot.portal());
        SchemaChange.prepare(portal, Settings.TYPES);
        this.warehouse = warehouse();
        var environment = new HashMap<String, String>();
        environment.put("HUBSPOT_ACCESS_TOKEN", portal.token());
        environment.put("HUBFLOW_HUBSPOT_BASE_URL", portal.url().toString());
        // Waiting between tries takes real time.
        environment.put("HUBFLOW_HUBSPOT_MAX_TRIES", "3");
        environment.put("HUBFLOW_PRIVACY_SALT", SALT);
        environment.putAll(warehouseEnvironment());
        this.commands = new CommandLines(folder, environment, portal::now);
        this.output = new OutputCheck(List.of(portal.token(), SALT, SNOWFLAKE_PASSWORD));
    }

    private Warehouse warehouse() {
        return switch (plot.tables()) {
            case SNOWFLAKE -> new SnowflakeWarehouse(Layout.COLUMNS, portal::now);
            case SNOWFLAKE_RAW -> new SnowflakeWarehouse(Layout.RAW, portal::now);
            case DUCKDB -> new DuckDbWarehouse(portal::now);
            case MEMORY -> throw new IllegalArgumentException("the command knows no tables in memory");
        };
    }

    private Map<String, String> warehouseEnvironment() {
        return warehouse instanceof SnowflakeWarehouse snowflake
                ? snowflake.environment()
                : Map.of("HUBFLOW_DUCKDB_PATH", file().toString());
    }

    private Path file() {
        return ((DuckDbWarehouse) warehouse).file();
    }

    /** @return what is wrong; empty when nothing is */
    List<String> tell() throws IOException, InterruptedException {
        script.accept("# " + plot.tables() + ", " + plot.portal().records());
        configure(settings);
        for (var step : plot.steps()) {
            steps++;
            take(step, new Random(step.seed()));
            if (!problems.isEmpty()) {
                return problems;
            }
        }
        end();
        return problems;
    }

    private void take(Step step, Random random) throws IOException, InterruptedException {
        switch (step.kind()) {
            case SYNC -> sync(random, DONE);
            case SYNC_AMONG_CHANGES -> {
                for (var count = 1 + random.nextInt(4); count > 0; count--) {
                    var seed = random.nextLong();
                    beforeSomePage(random, () -> change(new Random(seed)));
                }
                sync(random, DONE);
            }
            case SYNC_AMONG_FAULTS -> {
                new Faults(portal, plot.tables().isSnowflake(), random)
                        .add()
                        .forEach(rule -> script.accept("# " + rule));
                sync(random, TROUBLED);
                clearFaults();
            }
            case KILLED_SYNC -> killed(random, List.of("sync"));
            case KILLED_REPAIR -> killed(random, List.of("verify", "--repair"));
            case CHANGE_RECORDS -> {
                for (var count = 1 + random.nextInt(8); count > 0; count--) {
                    change(random);
                }
            }
            case CHANGE_SCHEMA -> {
                for (var count = 1 + random.nextInt(5); count > 0; count--) {
                    new SchemaChange(portal, settings.objects(), random)
                            .make()
                            .ifPresent(made -> script.accept("# " + made));
                }
            }
            case CHANGE_SETTINGS -> {
                configure(settings.changed(random));
                mayLackTables = true;
            }
            case WAIT -> {
                var minutes = random.nextInt(4) == 0 ? 60 * (1 + random.nextInt(30)) : 1 + random.nextInt(9);
                script.accept("# " + minutes + " minutes later");
                portal.advance(Duration.ofMinutes(minutes));
            }
            case VERIFY -> run(compared(), "verify", "--output", "json");
            case REPAIR -> run(compared(), "verify", "--repair", "--output", "json");
            case PLAN -> run(DONE, "plan", "--output", "json");
            case REWIND -> {
                if (isLoaded()) {
                    run(DONE, "rewind", "--to", someMoment(random).toString(), "--yes");
                }
            }
            case REPLAY -> {
                if (isLoaded()) {
                    var from = someMoment(random);
                    run(
                            DONE,
                            "replay",
                            "--from",
                            from.toString(),
                            "--to",
                            portal.now().toString(),
                            "--yes");
                }
            }
            case RESET -> {
                run(
                        mayLackTables ? Set.of(0, 2) : DONE,
                        "reset",
                        "--object",
                        pick(settings.objects(), random),
                        "--yes");
                mayLackTables = true;
            }
            case QUERY -> run(Set.of(0, 2, 4), "query", "select count(*) from " + pick(settings.objects(), random));
            case EXPORT -> {
                if (!plot.tables().isSnowflake()) {
                    run(DONE, "export", "exported", "--replace");
                }
            }
            case VIEWS -> views(random.nextBoolean() ? "labelled" : "fivetran");
            case STATE -> run(DONE, "state", "--output", "json");
            case DROP_TABLE -> {
                var table = pick(tables(), random);
                script.accept("# table " + table + " is dropped");
                warehouse.drop(table);
                mayLackTables = true;
            }
            case ALTER_TABLE -> alter(random);
            case LOSE_FOLDER -> {
                script.accept("rm -r .hubflow");
                delete(folder.resolve(".hubflow"));
            }
            case OLDER_FILE -> {
                olderFile();
                mayLackTables = true;
            }
        }
    }

    private void configure(Settings changed) throws IOException {
        settings = changed;
        script.accept("cat > hubflow.yaml << END\n" + settings.yaml() + "END");
        Files.writeString(folder.resolve("hubflow.yaml"), settings.yaml());
    }

    private void sync(Random random, Set<Integer> promised) {
        var arguments = new ArrayList<>(List.of("sync", "--output", "json"));
        switch (random.nextInt(10)) {
            case 0 -> arguments.addAll(List.of("--refresh", pick(List.of("always", "never", "auto"), random)));
            case 1 -> arguments.addAll(List.of("--deletes", pick(List.of("soft", "hard", "ignore"), random)));
            case 2 -> arguments.addAll(List.of("--settle-lag", "0s"));
            case 3 -> arguments.addAll(List.of("--associations", "none"));
            case 4 -> arguments.addAll(List.of("--api-version", pick(List.of("v3", "2026-03"), random)));
            default -> {
                // as configured
            }
        }
        var allowed = new TreeSet<>(promised);
        if (isIndexed) {
            allowed.add(4);
        }
        mayLackTables &= run(allowed, arguments).code() != 0;
        warehouse.removeIndex();
        isIndexed = false;
        if (loadedSince.equals(Instant.MAX)) {
            loadedSince = portal.now();
        }
    }

    private CommandLines.Ended run(Set<Integer> promised, String... arguments) {
        return run(promised, List.of(arguments));
    }

    private CommandLines.Ended run(Set<Integer> promised, List<String> arguments) {
        script.accept(CommandLines.line(arguments));
        var ended = commands.run(arguments);
        check(ended, promised, arguments.contains("json"));
        return ended;
    }

    private void check(CommandLines.Ended ended, Set<Integer> promised, boolean json) {
        var found = output.problems(ended, promised, json);
        if (ended.code() != 0 || !found.isEmpty()) {
            script.accept("# exit code " + ended.code());
        }
        if (!found.isEmpty()) {
            ended.printed().lines().limit(40).forEach(line -> script.accept("#   " + line));
        }
        problems.addAll(found);
    }

    /** The process is gone before HubSpot answers a page, unless it has ended before. */
    private void killed(Random random, List<String> arguments) throws IOException, InterruptedException {
        var running = commands.start(arguments);
        beforeSomePage(random, running::kill);
        var ended = running.await();
        var killed = ended.code() == 137;
        script.accept(ended.line() + (killed ? " # killed" : ""));
        if (!killed) {
            check(ended, compared(), false);
        }
        if (plot.tables().isSnowflake()) {
            SnowflakeWarehouse.standIn().silenceSessions();
        }
    }

    private void beforeSomePage(Random random, Runnable action) {
        var endpoint = pick(List.of(Endpoint.LIST, Endpoint.SEARCH, Endpoint.BATCH_READ), random);
        var step = steps;
        portal.beforePage(1 + random.nextInt(3), endpoint, pick(settings.objects(), random), () -> {
            // Such a page may not come before a later step.
            if (step == steps) {
                action.run();
            }
        });
    }

    private void change(Random random) {
        var change = new Change(0, 0, Change.Kind.draw(random), pick(settings.objects(), random), random.nextLong());
        PortalChange.make(portal, settings.objects(), change)
                .ifPresent(made -> script.accept("# " + made.what() + " " + made.ids()));
    }

    private void clearFaults() {
        portal.clearFaults();
        if (plot.tables().isSnowflake()) {
            SnowflakeWarehouse.standIn().clearFaults();
        }
    }

    private Set<Integer> compared() {
        return mayLackTables ? COMPARED_IN_PART : COMPARED;
    }

    private boolean isLoaded() {
        return loadedSince.isBefore(portal.now());
    }

    /** Between the first run's end and now. */
    private Instant someMoment(Random random) {
        var millis = Duration.between(loadedSince, portal.now()).toMillis();
        return loadedSince.plusMillis((long) (random.nextDouble() * millis));
    }

    private List<String> tables() {
        var tables = new ArrayList<>(settings.objects());
        settings.pairs().forEach(pair -> tables.add(pair.replace(':', '_')));
        settings.history().forEach(name -> tables.add(name.substring(0, name.indexOf('.')) + "_history"));
        return tables;
    }

    private void alter(Random random) {
        var kind = pick(List.of(AlteredTable.Kind.values()), random);
        var altered = new AlteredTable(0, kind, pick(settings.objects(), random), random.nextLong());
        warehouse.alter(altered).ifPresent(done -> script.accept("# " + done));
        mayLackTables = true;
        isIndexed = kind == AlteredTable.Kind.ADD_INDEX;
    }

    private void views(String kind) {
        var schema = kind + "_views";
        if (!plot.tables().isSnowflake()) {
            run(DONE, "views", kind, "--schema", schema);
        }
    }

    private void olderFile() throws IOException {
        var kept = folder.resolve("kept.duckdb");
        if (plot.tables() != Tables.DUCKDB || !Files.exists(file())) {
            return;
        }
        var log = Path.of(file() + ".wal");
        if (Files.exists(kept)) {
            script.accept("cp kept.duckdb " + file().getFileName());
            Files.deleteIfExists(log);
            Files.copy(kept, file(), StandardCopyOption.REPLACE_EXISTING);
        } else if (!Files.exists(log)) {
            script.accept("cp " + file().getFileName() + " kept.duckdb");
            Files.copy(file(), kept);
        }
    }

    /** Nothing is in the way any more: two runs make the tables right, and the commands say so. */
    private void end() {
        steps++;
        clearFaults();
        warehouse.removeIndex();
        script.accept("# from here on nothing is in the way");
        for (var count = calmRuns(); count > 0 && problems.isEmpty(); count--) {
            portal.advance(CALM);
            run(DONE, calm());
        }
        if (problems.isEmpty()) {
            problems.addAll(new TruthCheck(settings.refreshed(), portal, warehouse).differences());
            problems.addAll(new ProtectionCheck(settings, portal, warehouse).problems());
            run(DONE, "verify", "--output", "json");
            idle();
            run(DONE, "plan", "--output", "json");
            run(DONE, "state", "--output", "json");
        }
    }

    /** Runs that read nothing look a hundred records up that have gone, see the simulation's README. */
    private int calmRuns() {
        return 2
                + settings.objects().stream()
                                .mapToInt(type -> portal.tombstones(type).size())
                                .max()
                                .orElse(0)
                        / 100;
    }

    /** What changed without a new modification time, a refresh alone finds. */
    private List<String> calm() {
        return settings.refresh() == RefreshPolicy.ALWAYS
                ? List.of("sync", "--output", "json")
                : List.of("sync", "--refresh", "always", "--output", "json");
    }

    /** Where nothing has changed, nothing is written. */
    private void idle() {
        var ended = run(DONE, "sync", "--output", "json");
        if (ended.code() == 0) {
            for (var object : json(ended.out()).path("objects")) {
                if (object.path("rows_written").asLong() > 0) {
                    problems.add("a run with nothing to do wrote " + object);
                }
            }
        }
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    private static <T> T pick(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (var files = Files.walk(tree)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        clearFaults();
        warehouse.close();
        portal.close();
        delete(folder);
    }
}
