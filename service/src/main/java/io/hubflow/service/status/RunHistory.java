package io.hubflow.service.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.hubflow.engine.RunStatus;
import io.hubflow.engine.destination.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Makes runs of the lines of {@code _hubflow_runs}. */
final class RunHistory {
    /** The worst first: a run is called by the worst of its lines. */
    private static final List<String> WORST_FIRST = List.of(
            RunStatus.RUNNING.word(),
            RunStatus.FAILED.word(),
            RunStatus.KILLED.word(),
            RunStatus.QUOTA_SPENT.word(),
            RunStatus.INTERRUPTED.word(),
            RunStatus.INCOMPLETE.word(),
            RunStatus.SUCCEEDED.word());

    /** A run that was asked for a moment after another one says nothing of a day. */
    private static final Duration LEAST_SPAN = Duration.ofMinutes(10);

    private static final JsonMapper JSON = new JsonMapper();

    private RunHistory() {}

    /** @param records newest first. @param running whether a run is under way; a line that says so of itself is killed else */
    static List<RunSummary> of(List<RunRecord> records, boolean running) {
        var runs = new LinkedHashMap<String, List<RunRecord>>();
        for (var record : records) {
            runs.computeIfAbsent(record.runId(), id -> new ArrayList<>()).add(record);
        }
        var summaries = new ArrayList<RunSummary>();
        runs.forEach((id, lines) -> summaries.add(summary(id, lines, running && summaries.isEmpty())));
        return summaries;
    }

    private static RunSummary summary(String runId, List<RunRecord> records, boolean mayRun) {
        var lines = records.stream().map(record -> line(record, mayRun)).toList();
        var status = WORST_FIRST.stream()
                .filter(word -> lines.stream().anyMatch(line -> line.status().equals(word)))
                .findFirst()
                .orElse(RunStatus.SUCCEEDED.word());
        var finished = records.stream().map(RunRecord::finishedAt).toList();
        var over = finished.stream().allMatch(Optional::isPresent);
        return new RunSummary(
                runId,
                records.stream()
                        .map(RunRecord::startedAt)
                        .min(Instant::compareTo)
                        .orElse(Instant.EPOCH),
                over ? finished.stream().flatMap(Optional::stream).max(Instant::compareTo) : Optional.empty(),
                status,
                lines.stream().mapToLong(RunSummary.Line::rowsRead).sum(),
                lines.stream().mapToLong(RunSummary.Line::rowsWritten).sum(),
                lines.stream().mapToLong(RunSummary.Line::calls).sum(),
                lines);
    }

    private static RunSummary.Line line(RunRecord record, boolean mayRun) {
        var report = read(record.report());
        var running = record.status().equals(RunStatus.RUNNING.word());
        return new RunSummary.Line(
                record.objectType(),
                running && !mayRun ? RunStatus.KILLED.word() : record.status(),
                record.rowsRead(),
                record.rowsWritten(),
                record.rowsUnchanged(),
                calls(report),
                report.path("unparsed_values").asLong(),
                report.path("quarantined").asLong(),
                report.path("error").asText(),
                report.path("message").asText(),
                StreamSupport.stream(report.path("warnings").spliterator(), false)
                        .map(warning -> warning.path("message").asText())
                        .toList());
    }

    private static long calls(JsonNode report) {
        return report.path("list_calls").asLong()
                + report.path("search_calls").asLong()
                + report.path("batch_read_calls").asLong()
                + report.path("association_calls").asLong();
    }

    /** A report that an unknown version wrote is shown without its details. */
    private static JsonNode read(String report) {
        try {
            return JSON.readTree(report);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /**
     * Calls of the runs of the last 24 hours, stretched to a day when the recorded ones reach less far back; absent while they span
     * too little time to be a pace.
     */
    static Optional<Long> callsPerDay(List<RunSummary> runs, Instant now) {
        var day = runs.stream()
                .filter(run -> run.startedAt().isAfter(now.minus(Duration.ofDays(1))))
                .toList();
        if (day.size() < 2) {
            return Optional.empty();
        }
        // The first load is no pace that goes on; the span is counted from its end.
        var first = day.getLast();
        var span = Duration.between(first.finishedAt().orElse(first.startedAt()), now);
        if (span.compareTo(LEAST_SPAN) < 0) {
            return Optional.empty();
        }
        var calls =
                day.stream().limit(day.size() - 1L).mapToLong(RunSummary::calls).sum();
        return Optional.of(calls * Duration.ofDays(1).toSeconds() / span.toSeconds());
    }
}
