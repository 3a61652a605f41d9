package io.hubflow.duckdb;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A {@link KillableWriter} in a JVM of its own. */
final class ChildProcess implements AutoCloseable {
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");

    private final Process process;
    private final BufferedReader output;

    private ChildProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static ChildProcess start(Path file, long seed) throws IOException {
        return new ChildProcess(new ProcessBuilder(command(file, seed))
                .redirectErrorStream(true)
                .start());
    }

    static boolean canLimitFiles() {
        return Files.isExecutable(PRLIMIT);
    }

    /** From now on no file of the child can grow beyond so many bytes, as on a full disk. */
    void limitFiles(long bytes) throws IOException, InterruptedException {
        var limited = new ProcessBuilder(
                        PRLIMIT.toString(), "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":" + bytes)
                .inheritIO()
                .start()
                .waitFor();
        if (limited != 0) {
            throw new IOException("prlimit ended with " + limited);
        }
    }

    long pid() {
        return process.pid();
    }

    String await(String start) throws IOException {
        var seen = new StringBuilder();
        while (true) {
            var line = output.readLine();
            if (line == null) {
                throw new IOException("the child ended before it said '" + start + "':\n" + seen);
            }
            if (line.startsWith(start)) {
                return line;
            }
            seen.append(line).append('\n');
        }
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private static List<String> command(Path file, long seed) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                // Where the test can see what a killed process leaves behind.
                "-Djava.io.tmpdir=" + file.getParent(),
                "-cp",
                System.getProperty("java.class.path"),
                KillableWriter.class.getName(),
                file.toString(),
                Long.toString(seed));
    }
}
