package io.hubflow.nifi.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A NiFi running on a home, in a process of its own. Closing it stops it, and so does the end of this process. */
public final class NiFiProcess implements AutoCloseable {
    /** Measured: 11–24 s alone on two cores; a loaded machine needs more. */
    private static final Duration START_LIMIT = Duration.ofMinutes(15);

    /** NiFi's own grace is 10 s ({@code nifi.flowcontroller.graceful.shutdown.period}). */
    private static final Duration STOP_LIMIT = Duration.ofMinutes(2);

    private final NiFiHome home;
    private final Process process;
    private final NiFiApi api;
    private final NiFiCluster cluster;

    private NiFiProcess(NiFiHome home, Process process) {
        this.home = home;
        this.process = process;
        var base = "http://" + home.ports().host() + ":" + home.ports().http() + "/nifi-api";
        this.api = new NiFiApi(base);
        this.cluster = new NiFiCluster(base);
    }

    /**
     * Starts NiFi without waiting for it; its output goes to {@code logs/console.log}.
     *
     * @param jvmFlags besides those that every NiFi here gets
     */
    public static NiFiProcess start(NiFiHome home, String heap, String... jvmFlags) {
        try {
            var builder = new ProcessBuilder(command(home, heap, jvmFlags))
                    .directory(home.directory().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            home.directory().resolve("logs/console.log").toFile()));
            var started = new NiFiProcess(home, builder.start());
            Runtime.getRuntime().addShutdownHook(new Thread(started::close, "stop-nifi"));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public NiFiApi api() {
        return api;
    }

    public NiFiCluster cluster() {
        return cluster;
    }

    public NiFiHome home() {
        return home;
    }

    public long pid() {
        return process.pid();
    }

    /** The address for a browser. */
    public String canvasUrl() {
        return "http://" + home.ports().host() + ":" + home.ports().http() + "/nifi/";
    }

    /** Waits until the REST API answers; a clustered node answers only once it has joined. */
    public NiFiProcess awaitReady() {
        Await.until("NiFi answers on port " + home.ports().http(), START_LIMIT, () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "NiFi ended with exit code " + process.exitValue() + "; its log:\n" + tail());
            }
            return api.answers();
        });
        return this;
    }

    /** Ends it as a power cut would: no shutdown hook runs. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    @Override
    public void close() {
        if (!process.isAlive()) {
            return;
        }
        process.destroy();
        if (!exitsWithin(STOP_LIMIT)) {
            kill();
        }
    }

    private void awaitExit() {
        if (!exitsWithin(STOP_LIMIT)) {
            throw new IllegalStateException("NiFi's process " + process.pid() + " did not end");
        }
    }

    private boolean exitsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IllegalStateException("interrupted while NiFi was stopping", e);
        }
    }

    private String tail() {
        try {
            var lines = Files.readAllLines(home.directory().resolve("logs/console.log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    private static List<String> command(NiFiHome home, String heap, String... jvmFlags) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var bootstrapJars = new StringBuilder("conf");
        try (var jars = Files.newDirectoryStream(home.lib(), "*.jar")) {
            for (var jar : jars) {
                bootstrapJars.append(':').append(jar);
            }
        }
        var command = new ArrayList<>(List.of(java));
        command.addAll(List.of(jvmFlags));
        command.addAll(List.of(
                "-Xms" + heap,
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "--enable-native-access=ALL-UNNAMED",
                "-Dnifi.properties.file.path=" + home.directory().resolve("conf/nifi.properties"),
                "-Dorg.apache.nifi.management.server.address=127.0.0.1:"
                        + home.ports().management(),
                "-Dorg.apache.nifi.bootstrap.config.log.dir=" + home.directory().resolve("logs"),
                "-cp",
                bootstrapJars.toString(),
                "org.apache.nifi.NiFi"));
        return command;
    }
}
