package io.hubflow.service.page;

import io.hubflow.service.status.RunSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Numbers and times as the page writes them. */
public final class Words {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Map<String, String> STATUS = Map.ofEntries(
            Map.entry("running", "Running"),
            Map.entry("succeeded", "Succeeded"),
            Map.entry("incomplete", "Incomplete"),
            Map.entry("failed", "Failed"),
            Map.entry("interrupted", "Interrupted"),
            Map.entry("quota_spent", "Quota spent"),
            Map.entry("killed", "Killed"),
            Map.entry("equal", "Equal"),
            Map.entry("repaired", "Repaired"),
            Map.entry("different", "Differs"));

    private Words() {}

    /** {@code 12,345}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 2026-11-28 10:41:03}, in UTC. */
    public static String moment(Instant at) {
        return MOMENT.format(at);
    }

    /** {@code 45 s}, {@code 5 min}, {@code 3 h 20 min}, {@code 2 d 4 h}. */
    public static String span(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min";
        }
        if (seconds < 86_400) {
            return seconds / 3_600 + " h" + (seconds / 60 % 60 == 0 ? "" : " " + seconds / 60 % 60 + " min");
        }
        return seconds / 86_400 + " d" + (seconds / 3_600 % 24 == 0 ? "" : " " + seconds / 3_600 % 24 + " h");
    }

    public static String span(Instant from, Instant to) {
        var millis = Math.max(0, Duration.between(from, to).toMillis());
        return millis < 10_000 ? String.format(Locale.ROOT, "%.1f s", millis / 1_000.0) : span(millis / 1_000);
    }

    /** The word of {@code _hubflow_runs.status} or {@code _hubflow_verifications.status} for people. */
    public static String status(String word) {
        return STATUS.getOrDefault(word, word);
    }

    /** The run's word; one that failed for some object types, and brought others, failed in part. */
    public static String status(RunSummary run) {
        var anySucceeded = run.lines().stream().anyMatch(line -> line.status().equals("succeeded"));
        return run.status().equals("failed") && anySucceeded ? "Failed in part" : status(run.status());
    }

    /** A CSS class for the same word. */
    public static String tone(String word) {
        return switch (word) {
            case "succeeded", "equal", "repaired" -> "good";
            case "running" -> "busy";
            case "failed", "killed", "different" -> "bad";
            default -> "warn";
        };
    }
}
