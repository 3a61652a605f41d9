package io.hubflow.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Runs {@code ./hubflow} as a user does: the launcher, in a process of its own. */
final class Hubflow {
    private static final long LONGEST_RUN_SECONDS = 600;
    /** 128 + SIGKILL's number. */
    private static final int KILLED = 137;

    private Hubflow() {}

    /** The repository's root, from the module that Maven runs the tests in. */
    static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isRegularFile(folder.resolve("hubflow"))) {
            folder = folder.getParent();
        }
        return Objects.requireNonNull(folder, "the module lies in no repository");
    }

    static Path launcher() {
        return root().resolve("hubflow");
    }

    /** How a command ended. */
    record Ended(int exitCode, String output, String errors) {
        /** Whether it was killed, and had not ended by itself before. */
        boolean killed() {
            return exitCode == KILLED;
        }

        Ended requireSuccess() {
            if (exitCode != 0) {
                throw new AssertionError("exit code " + exitCode + "\n" + output + "\n" + errors);
            }
            return this;
        }
    }

    /** A command under way. Closing kills it. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final Path output;
        private final Path errors;

        private Running(Process process, Path output, Path errors) {
            this.process = process;
            this.output = output;
            this.errors = errors;
        }

        /** As {@code kill -9}: the launcher has become the JVM, so this is the JVM's own process. */
        void kill() {
            process.destroyForcibly();
        }

        boolean isAlive() {
            return process.isAlive();
        }

        /** What it has written so far. */
        String output() {
            return read(output);
        }

        Ended await() throws InterruptedException {
            if (!process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("not finished after " + LONGEST_RUN_SECONDS + " s: " + read(errors));
            }
            return new Ended(process.exitValue(), read(output), read(errors));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }

        private static String read(Path file) {
            try {
                return Files.readString(file, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static Running start(Path directory, String... arguments) throws IOException {
        return start(directory, Map.of(), arguments);
    }

    /** @param environment added to this process's own */
    static Running start(Path directory, Map<String, String> environment, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(launcher().toString()));
        command.addAll(List.of(arguments));
        var output = Files.createTempFile(directory, "stdout", ".txt");
        var errors = Files.createTempFile(directory, "stderr", ".txt");
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().remove("HUBSPOT_ACCESS_TOKEN");
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        return new Running(process, output, errors);
    }

    static Ended run(Path directory, String... arguments) throws IOException, InterruptedException {
        return run(directory, Map.of(), arguments);
    }

    static Ended run(Path directory, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        try (var running = start(directory, environment, arguments)) {
            return running.await();
        }
    }
}
