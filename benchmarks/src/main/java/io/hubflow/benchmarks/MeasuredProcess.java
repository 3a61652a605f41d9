package io.hubflow.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a command to its end and reads, from Linux's {@code /proc}, what it used: wall time, CPU time (user and system, all
 * threads) and the peak of its resident memory.
 *
 * <p>It runs at a lower priority than the stand-ins: HubSpot does not wait for the processor of this machine, and a stand-in that
 * does counts calls together that were sent apart.
 *
 * <p>The last sample is at most {@value #SAMPLE_MILLIS} ms before the end, so CPU is low by no more than that per core.
 */
record MeasuredProcess(String output, int exitCode, Duration wall, Duration cpu, long peakResidentBytes) {
    private static final int SAMPLE_MILLIS = 20;
    private static final long CLOCK_TICKS_PER_SECOND = 100;

    /** After the name, in /proc/PID/stat: user and system time of the process, then of its children that have ended (proc(5)). */
    private static final int USER_TIME = 11;

    private static final int TIMES = 4;

    static MeasuredProcess run(List<String> command) throws IOException, InterruptedException {
        return run(command, Map.of());
    }

    /** @param environment added to this process's own */
    static MeasuredProcess run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var errors = Files.createTempFile("hubflow-bench", ".err");
        var output = Files.createTempFile("hubflow-bench", ".out");
        var start = System.nanoTime();
        var behindTheStandIns = new ArrayList<>(List.of("nice", "-n", "10"));
        behindTheStandIns.addAll(command);
        var builder = new ProcessBuilder(behindTheStandIns)
                .redirectOutput(output.toFile())
                .redirectError(Redirect.to(errors.toFile()));
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var cpu = Duration.ZERO;
        var peak = 0L;
        try {
            while (!process.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
                cpu = max(cpu, cpu(process.pid()));
                peak = Math.max(peak, peakResidentBytes(process.pid()));
            }
        } finally {
            process.destroyForcibly();
        }
        var wall = Duration.ofNanos(System.nanoTime() - start);
        var text = Files.readString(output, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            System.err.println(Files.readString(errors, StandardCharsets.UTF_8));
        }
        Files.delete(output);
        Files.delete(errors);
        return new MeasuredProcess(text, process.exitValue(), wall, cpu, peak);
    }

    MeasuredProcess requireSuccess() {
        if (exitCode != 0) {
            throw new IllegalStateException("the measured command ended with exit code " + exitCode + ": " + output);
        }
        return this;
    }

    double seconds() {
        return wall.toMillis() / 1000.0;
    }

    double microsPerRow(long rows) {
        return cpu.toNanos() / 1000.0 / Math.max(1, rows);
    }

    double megabytes() {
        return peakResidentBytes / 1_048_576.0;
    }

    /** Processor time of a process so far: of all its threads, and of its children that have ended. */
    static Duration cpu(long pid) {
        var stat = read(Path.of("/proc", String.valueOf(pid), "stat"));
        if (stat.isEmpty()) {
            return Duration.ZERO;
        }
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        var ticks = 0L;
        for (var field = USER_TIME; field < USER_TIME + TIMES; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        return Duration.ofMillis(ticks * 1000 / CLOCK_TICKS_PER_SECOND);
    }

    /** The most memory that a process has had resident; 0 when it has ended. */
    static long peakResidentBytes(long pid) {
        return read(Path.of("/proc", String.valueOf(pid), "status"))
                .lines()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    /** Empty when the process has ended meanwhile. */
    private static String read(Path proc) {
        try {
            return Files.readString(proc, StandardCharsets.UTF_8);
        } catch (java.nio.file.NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No such process")) {
                return "";
            }
            throw new UncheckedIOException(e);
        }
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
