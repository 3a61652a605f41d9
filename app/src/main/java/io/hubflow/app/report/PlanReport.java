package io.hubflow.app.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.engine.SyncPlan;
import io.hubflow.engine.SyncPlan.Again;
import io.hubflow.engine.SyncPlan.Mode;
import io.hubflow.engine.SyncPlan.TypePlan;
import io.hubflow.hubspot.CallCounts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What the next sync takes, for people and as the JSON object of {@code plan --output json}. */
public final class PlanReport {
    private static final int MOST_NAMED = 5;

    private PlanReport() {}

    public static String text(SyncPlan plan) {
        var table = new TextTable(List.of(
                "object type",
                "next sync",
                "records",
                "properties",
                "pairs",
                "list",
                "search",
                "batch read",
                "associations",
                "definitions",
                "calls"));
        for (var type : plan.types()) {
            row(
                    table,
                    type.objectType(),
                    verb(type.mode()),
                    type.records().isPresent() ? RunTable.count(type.records().getAsLong()) : "",
                    RunTable.count(type.properties()),
                    RunTable.count(type.pairs().size()),
                    type.calls());
        }
        row(table, "settings", "", "", "", "", plan.definitions());
        row(table, "all", "", "", "", "", plan.calls());
        var text = new StringBuilder(table.render()).append('\n');
        for (var type : plan.types()) {
            sentences(type, text);
        }
        text.append("About ").append(RunTable.count(plan.calls().total())).append(" calls");
        plan.shareOfDay()
                .ifPresent(share ->
                        text.append(String.format(Locale.ROOT, ", %.1f %% of the calls that a day has", share * 100)));
        text.append(", about ").append(megabytes(plan.bytes())).append(" of records, about ");
        text.append(seconds(plan.duration())).append(": ").append(why(plan)).append(".\n");
        if (plan.exceedsDay()) {
            text.append("The day has ")
                    .append(RunTable.count(plan.dailyRemaining().orElse(0)))
                    .append(" calls left: the sync stops when they are spent, and a sync on the next day goes on.\n");
        }
        return text.toString();
    }

    private static void row(
            TextTable table,
            String name,
            String verb,
            String records,
            String properties,
            String pairs,
            CallCounts calls) {
        table.row(
                name,
                verb,
                records,
                properties,
                pairs,
                RunTable.count(calls.list()),
                RunTable.count(calls.search()),
                RunTable.count(calls.batchRead()),
                RunTable.count(calls.associations()),
                RunTable.count(calls.other()),
                RunTable.count(calls.total()));
    }

    private static void sentences(TypePlan type, StringBuilder text) {
        var name = type.objectType();
        type.problem()
                .ifPresent(problem -> text.append(name)
                        .append(": ")
                        .append(problem.getMessage())
                        .append('\n'));
        if (type.mode() != Mode.FAILS && type.records().isEmpty()) {
            text.append(name)
                    .append(": HubSpot does not let these records be searched, so they could not be counted.\n");
        }
        if (type.mode() == Mode.UPDATE) {
            text.append(name)
                    .append(": brought up to date; ")
                    .append(RunTable.count(type.changed()))
                    .append(" records changed since the last sync.\n");
        }
        for (var again : type.again()) {
            text.append(name)
                    .append(": ")
                    .append(sentence(again))
                    .append(": ")
                    .append(RunTable.count(again.records()))
                    .append(" records, ")
                    .append(RunTable.count(again.calls().total()))
                    .append(" calls.\n");
        }
        if (type.refresh().total() > 0) {
            text.append(name)
                    .append(": values that no search shows are read again: ")
                    .append(RunTable.count(type.refresh().total()))
                    .append(" calls, within the refresh budget.\n");
        }
    }

    private static String sentence(Again again) {
        if (again.names().isEmpty()) {
            return again.why();
        }
        var named = again.names().stream().limit(MOST_NAMED).toList();
        var more = again.names().size() - named.size();
        return String.join(", ", named) + (more == 0 ? "" : " and " + more + " more") + ": " + again.why();
    }

    private static String verb(Mode mode) {
        return switch (mode) {
            case FIRST_LOAD -> "loads everything";
            case UPDATE -> "brings up to date";
            case FAILS -> "fails";
        };
    }

    private static String why(SyncPlan plan) {
        return switch (plan.binds()) {
            case BURST_LIMIT -> "HubSpot's limit of calls in 10 seconds decides";
            case SEARCH_LIMIT -> "HubSpot's limit of searches decides";
            case ASSOCIATION_LIMIT -> "HubSpot's limit for associations decides";
            case LATENCY ->
                "HubSpot's answers decide (" + plan.latencies().list().toMillis() + " ms for a list page, "
                        + plan.latencies().search().toMillis() + " ms for a search)";
            case MACHINE -> "this machine decides, which is slower than HubSpot";
        };
    }

    private static String megabytes(long bytes) {
        return bytes < 10_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : RunTable.count(Math.round(bytes / 1e6)) + " MB";
    }

    private static String seconds(Duration duration) {
        var seconds = Math.max(1, (duration.toMillis() + 999) / 1_000);
        return seconds < 120 ? seconds + " s" : RunTable.count((seconds + 59) / 60) + " minutes";
    }

    public static ObjectNode json(SyncPlan plan) {
        var json = Json.object();
        var objects = json.putArray("objects");
        for (var type : plan.types()) {
            objects.add(json(type));
        }
        json.set("definitions", json(plan.definitions()));
        json.set("api_calls", json(plan.calls()));
        json.put("seconds", plan.duration().toMillis() / 1_000.0);
        json.put("decided_by", plan.binds().name().toLowerCase(Locale.ROOT));
        json.putObject("latency_millis")
                .put("list", plan.latencies().list().toMillis())
                .put("search", plan.latencies().search().toMillis())
                .put("batch_read", plan.latencies().batchRead().toMillis())
                .put("associations", plan.latencies().associations().toMillis())
                .put("definitions", plan.latencies().other().toMillis());
        json.put("bytes", plan.bytes());
        plan.dailyLimit().ifPresentOrElse(limit -> json.put("daily_limit", limit), () -> json.putNull("daily_limit"));
        plan.dailyRemaining()
                .ifPresentOrElse(left -> json.put("daily_remaining", left), () -> json.putNull("daily_remaining"));
        plan.shareOfDay().ifPresentOrElse(share -> json.put("share_of_day", share), () -> json.putNull("share_of_day"));
        return json;
    }

    private static ObjectNode json(TypePlan type) {
        var json = Json.object();
        json.put("object_type", type.objectType());
        json.put("mode", type.mode().name().toLowerCase(Locale.ROOT));
        type.records().ifPresentOrElse(count -> json.put("records", count), () -> json.putNull("records"));
        json.put("properties", type.properties());
        var pairs = json.putArray("pairs");
        type.pairs().forEach(pairs::add);
        var histories = json.putArray("histories");
        type.histories().forEach(histories::add);
        json.put("changed", type.changed());
        var list = json.putArray("read_again");
        for (var again : type.again()) {
            var one = list.addObject().put("reason", again.why()).put("records", again.records());
            var names = one.putArray("names");
            again.names().forEach(names::add);
            one.set("api_calls", json(again.calls()));
        }
        json.set("api_calls", json(type.calls()));
        json.put("refresh_at_most", type.refresh().total());
        json.put("bytes", type.bytes());
        type.problem().ifPresentOrElse(error -> json.set("error", RunJson.of(error)), () -> json.putNull("error"));
        return json;
    }

    static ObjectNode json(CallCounts calls) {
        return Json.object()
                .put("list", calls.list())
                .put("search", calls.search())
                .put("batch_read", calls.batchRead())
                .put("associations", calls.associations())
                .put("definitions", calls.other())
                .put("total", calls.total());
    }
}
